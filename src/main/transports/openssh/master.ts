import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../shared/domain/host.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { EXEC_LINE } from '../payload.ts';
import { TIMING, type Timing } from '../timing.ts';
import type { Watch } from '../transport.ts';
import { configText, destination, usualConfigs } from './config.ts';
import { problemOf } from './problem.ts';
import { Said } from './said.ts';

export interface OpensshOptions {
  /** Default: the `ssh` of PATH. */
  readonly sshProgram?: string;
  /** Default: the person's own configuration and the system's. */
  readonly sshConfigs?: readonly string[];
  readonly timing?: Partial<Timing>;
}

/** A peer that is gone does not answer a farewell. */
const FAREWELL_MS = 2000;
const LAST_WORDS_MS = 300;

export const timingOf = (options: OpensshOptions): Timing => ({ ...TIMING, ...options.timing });
export const configsOf = (options: OpensshOptions): readonly string[] => options.sshConfigs ?? usualConfigs();

/** A folder that nobody else can enter; a socket's path may have no more than some hundred bytes (unix(7)), so not the data folder. */
export const privateFolder = (): string => mkdtempSync(join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), 'patchbay-ssh-'));

/**
 * Starts `ssh`, never by a shell, in a session of its own: it has no terminal, so it can ask nobody and Ctrl-C does not
 * reach it. Messages in English, as they are read here.
 */
export function startSsh(args: readonly string[], options: OpensshOptions): ChildProcessWithoutNullStreams {
  const env = { ...process.env, LC_ALL: 'C', SSH_ASKPASS_REQUIRE: 'never' };
  const child = spawn(options.sshProgram ?? 'ssh', args, { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  return child;
}

/** The one connection of a session, signed in, over which `ssh` of the commands run (ssh_config(5), ControlMaster). */
export interface Master {
  readonly controlPath: string;
  /** Why it ended, or null while it lives. */
  lost(): string | null;
  close(): void;
}

/**
 * Its own session is a waiting shell on the host that ends with our standard input: however Patchbay dies, that ends
 * the connection, and no process stays behind. It also proves that commands can be run there.
 */
export async function startMaster(host: Host, options: OpensshOptions, signal?: AbortSignal, watch?: Watch): Promise<Result<Master>> {
  const config = configText(host, timingOf(options), configsOf(options));
  if (!config.ok) return config;
  const cancelled = fail({ kind: 'cancelled', what: `sign-in to ${host.address}` });
  if (signal?.aborted) return cancelled;
  const folder = privateFolder();
  const controlPath = join(folder, 'c');
  writeFileSync(join(folder, 'config'), config.value, { mode: 0o600 });
  const token = randomBytes(16).toString('hex');
  const said = new Said(host.address, watch);
  const child = startSsh(['-F', join(folder, 'config'), '-M', '-S', controlPath, ...destination(host), EXEC_LINE], options);
  child.stdin.write(`echo ${token}\n`);
  const ended = whenEnded(child);
  void ended.then(() => rmSync(folder, { recursive: true, force: true }));

  const outcome = await settled(child, said, token, seconds(host, options), signal, ended);
  if (outcome === 'ready') return ok(masterOf(child, controlPath, said, ended));
  endSsh(child);
  if (outcome === 'cancelled') return cancelled;
  if (outcome === 'timeout')
    return fail({
      kind: 'unreachable',
      address: host.address,
      port: host.port,
      reason: 'timeout',
      detail: said.words.at(-1) ?? '',
      seconds: seconds(host, options),
    });
  if (outcome.error) return fail({ kind: 'ssh-failed', address: host.address, lines: [outcome.error] });
  if (said.signedIn && outcome.exit !== 255)
    return fail({ kind: 'command-failed', what: `/bin/sh of ${host.user}`, exit: outcome.exit ?? -1, lines: said.words.slice(-8) });
  return fail(await problemOf(host, said));
}

const seconds = (host: Host, options: OpensshOptions): number =>
  (timingOf(options).connect + timingOf(options).handshake) * (host.jumps.length + 1);

interface Ended {
  readonly exit: number | null;
  readonly error: string | null;
}

/** What a ProxyCommand leaves behind may hold our pipes open for ever; ssh itself has ended then. */
const whenEnded = (child: ChildProcessWithoutNullStreams): Promise<Ended> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ exit: null, error: error.message }));
    child.once('close', (exit) => resolve({ exit, error: null }));
    child.once('exit', (exit) => setTimeout(() => resolve({ exit, error: null }), LAST_WORDS_MS));
  });

/** With the `ssh` of its jump hosts and its ProxyCommand: they are of one process group, as it was started detached. */
export function endSsh(child: ChildProcessWithoutNullStreams): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid);
  } catch {
    // It has ended already.
  }
  for (const stream of child.stdio) stream?.destroy();
}

async function settled(
  child: ChildProcessWithoutNullStreams,
  said: Said,
  token: string,
  limit: number,
  signal: AbortSignal | undefined,
  ended: Promise<Ended>,
): Promise<'ready' | 'cancelled' | 'timeout' | Ended> {
  const first = Promise.withResolvers<'ready' | 'cancelled' | 'timeout'>();
  const timer = setTimeout(() => first.resolve('timeout'), limit * 1000);
  const cancel = (): void => first.resolve('cancelled');
  signal?.addEventListener('abort', cancel, { once: true });
  let heard = '';
  child.stderr.on('data', (chunk: Buffer) => said.hear(chunk));
  child.stdout.on('data', (chunk: Buffer) => {
    // A profile's noise may come before it, and is read on to the end so that nothing blocks.
    const lines = heard + chunk.toString('latin1');
    heard = lines.slice(-token.length);
    if (lines.includes(token)) first.resolve('ready');
  });
  const outcome = await Promise.race([first.promise, ended]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', cancel);
  return outcome;
}

function masterOf(child: ChildProcessWithoutNullStreams, controlPath: string, said: Said, ended: Promise<Ended>): Master {
  let lost: string | null = null;
  const from = said.words.length;
  void ended.then(() => (lost ??= said.words.slice(from).at(-1) ?? 'the connection ended'));
  return {
    controlPath,
    lost: () => lost,
    close: () => {
      lost ??= 'closed';
      child.stdin.end();
      const timer = setTimeout(() => endSsh(child), FAREWELL_MS);
      void ended.then(() => clearTimeout(timer));
    },
  };
}
