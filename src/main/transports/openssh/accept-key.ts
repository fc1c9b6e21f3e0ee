import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { appendKnownHost, fingerprint, parseKnownHosts, type KnownKey } from '../known-hosts.ts';
import { configText, destination } from './config.ts';
import { configsOf, endSsh, privateFolder, startSsh, timingOf, type OpensshOptions } from './master.ts';
import { problemOf } from './problem.ts';
import { Said } from './said.ts';

/**
 * ssh-keyscan knows no ProxyCommand, so `ssh` itself writes the key that it is shown into a file of ours, beside the
 * known_hosts that hold. First nobody signs in anywhere: that finds the key of the first host on the way, if it is not
 * known. Then, with jump hosts that are all known, only the host itself may be new, and is not signed in to.
 */
export async function acceptByOpenssh(host: Host, accepted: string, options: OpensshOptions, signal?: AbortSignal): Promise<Result<null>> {
  const folder = privateFolder();
  try {
    const probe = new Probe(host, folder, options, signal);
    const files = await probe.knownHostsFiles();
    const first = await probe.look(files, ['StrictHostKeyChecking accept-new', 'PreferredAuthentications none'], []);
    if (!first.ok) return first;
    const last = first.value.key
      ? first
      : await probe.look(files, [], ['-o', 'StrictHostKeyChecking=accept-new', '-o', 'PreferredAuthentications=none']);
    return last.ok ? await judgeKey(last.value, files, accepted) : last;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Look {
  /** The key that was not known. */
  readonly key: KnownKey | null;
  readonly problem: Problem;
  readonly shown: string | null;
}

async function judgeKey(look: Look, files: readonly string[], accepted: string): Promise<Result<null>> {
  if (!look.key) {
    if (look.problem.kind !== 'sign-in-refused' && look.problem.kind !== 'agent-missing') return fail(look.problem);
    return look.shown === accepted ? ok(null) : fail({ kind: 'not-found', what: `a host key with fingerprint ${accepted}` });
  }
  const key = Buffer.from(look.key.key, 'base64');
  const name = look.key.names.split(',')[0] ?? '';
  const shown = fingerprint(key);
  if (shown !== accepted) return fail({ kind: 'host-key-unknown', address: name, keyType: look.key.keyType, fingerprint: shown });
  return appendKnownHost(files[0] ?? join(homedir(), '.ssh', 'known_hosts'), name, key);
}

class Probe {
  readonly #host: Host;
  readonly #folder: string;
  readonly #options: OpensshOptions;
  readonly #signal: AbortSignal | undefined;

  constructor(host: Host, folder: string, options: OpensshOptions, signal: AbortSignal | undefined) {
    this.#host = host;
    this.#folder = folder;
    this.#options = options;
    this.#signal = signal;
  }

  /** As the configuration has them for this host; `ssh -G` prints it and connects to nothing. */
  async knownHostsFiles(): Promise<string[]> {
    const config = this.#config([]);
    if (!config.ok) return [];
    const child = startSsh(['-F', config.value, '-G', ...destination(this.#host)], this.#options);
    child.stderr.resume();
    child.on('error', () => {});
    const said = await text(child.stdout);
    return /^userknownhostsfile (.+)$/m.exec(said)?.[1]?.split(' ') ?? [];
  }

  async look(files: readonly string[], lines: readonly string[], args: readonly string[]): Promise<Result<Look>> {
    const found = join(this.#folder, 'known_hosts');
    const names = [found, ...files].map((path) => `"${path}"`).join(' ');
    const config = this.#config([...lines, `UserKnownHostsFile ${names}`, 'HashKnownHosts no', 'CheckHostIP no']);
    if (!config.ok) return config;
    const said = new Said(this.#host.address);
    const error = await this.#run(['-F', config.value, ...args, ...destination(this.#host), 'true'], said);
    if (this.#signal?.aborted) return fail({ kind: 'cancelled', what: `key of ${this.#host.address}` });
    if (error) return fail({ kind: 'ssh-failed', address: this.#host.address, lines: [error] });
    const [key = null] = existsSync(found) ? parseKnownHosts(readFileSync(found, 'latin1')) : [];
    return ok({ key, problem: await problemOf(this.#host, said), shown: said.shown?.fingerprint ?? null });
  }

  #run(args: readonly string[], said: Said): Promise<string | null> {
    const { connect, handshake } = timingOf(this.#options);
    const child = startSsh(args, this.#options);
    const stop = (): void => endSsh(child);
    const timer = setTimeout(stop, (connect + handshake) * (this.#host.jumps.length + 1) * 1000);
    this.#signal?.addEventListener('abort', stop, { once: true });
    child.stdin.end();
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => said.hear(chunk));
    return new Promise<string | null>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', () => resolve(null));
    }).finally(() => {
      clearTimeout(timer);
      this.#signal?.removeEventListener('abort', stop);
    });
  }

  #config(lines: readonly string[]): Result<string> {
    const text = configText(this.#host, timingOf(this.#options), configsOf(this.#options), lines);
    if (!text.ok) return text;
    const path = join(this.#folder, 'config');
    writeFileSync(path, text.value, { mode: 0o600 });
    return ok(path);
  }
}
