import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostRow } from '../../src/shared/contract/contract.ts';
import type { Lab } from '../lab/lab.ts';

export const CLI = fileURLToPath(new URL('../../dist/main/cli.js', import.meta.url));

/** What a command of the CLI came to. With --json the last line of standard output is the outcome. */
export interface CliOutcome {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The outcome's value, null where the command failed. */
  readonly value: unknown;
  readonly problem: { readonly kind: string; readonly [more: string]: unknown } | null;
}

/** A technician's laptop in a lab's network: a home folder and a data folder of its own, and the built CLI. */
export class Laptop {
  readonly lab: Lab;
  readonly home: string;
  readonly data: string;

  constructor(lab: Lab) {
    this.lab = lab;
    this.home = mkdtempSync(join(tmpdir(), 'patchbay-laptop-'));
    this.data = join(this.home, 'data');
    mkdirSync(join(this.home, '.ssh'), { mode: 0o700 });
  }

  get env(): NodeJS.ProcessEnv {
    const { PATH, LANG } = process.env;
    return { PATH, LANG, HOME: this.home, PATCHBAY_DATA: this.data, NO_COLOR: '1' };
  }

  /** ~/.ssh/config as the lab gives it, for one of the lab's users; without its known_hosts, so that each key is a first contact. */
  writeSshConfig(user = 'root'): void {
    const text = readFileSync(this.lab.sshConfig, 'utf8')
      .replace(/^ *UserKnownHostsFile .*\n/gm, '')
      .replace(/^( *)User .*$/gm, `$1User ${user}`);
    writeFileSync(join(this.home, '.ssh', 'config'), text, { mode: 0o600 });
  }

  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return this.lab.run([process.execPath, CLI, ...args], { env: { ...this.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  }

  async cli(args: readonly string[], options: { stdin?: string; env?: NodeJS.ProcessEnv } = {}): Promise<CliOutcome> {
    const child = this.start(args, options.env);
    child.stdin!.on('error', () => undefined).end(options.stdin ?? '');
    const [stdout, stderr, exit] = await Promise.all([text(child.stdout!), text(child.stderr!), ended(child)]);
    return { exit, stdout, stderr, ...outcomeOf(stdout) };
  }

  json(args: readonly string[], options: { stdin?: string; env?: NodeJS.ProcessEnv } = {}): Promise<CliOutcome> {
    return this.cli([...args, '--json'], options);
  }

  /** As `json`, for what must go well. */
  async must<T>(args: readonly string[], options: { stdin?: string } = {}): Promise<T> {
    const outcome = await this.json(args, options);
    if (outcome.exit !== 0)
      throw new Error(
        `patchbay ${args.join(' ')} ended with ${outcome.exit}: ${JSON.stringify(outcome.problem)}\n${outcome.stdout.slice(-3000)}\n${outcome.stderr.slice(-2000)}`,
      );
    return outcome.value as T;
  }

  /** Imports the lab's hosts, compares each host key with the host's own word for it, and accepts it. */
  async meetHosts(user = 'root'): Promise<void> {
    this.writeSshConfig(user);
    await this.must(['hosts', 'import', '--yes']);
    await this.json(['scan', '--all', '--no-refresh']);
    for (const host of this.lab.hosts) {
      const { row } = await this.must<{ row: HostRow }>(['hosts', 'show', host.name]);
      const shown = row.scan.problem;
      const own = await host.exec(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub']);
      if (shown?.kind !== 'host-key-unknown' || !own.stdout.includes(shown.fingerprint))
        throw new Error(`${host.name}: wanted a first contact with ${own.stdout}, got ${JSON.stringify(shown)}`);
      await this.must(['hosts', 'accept-key', host.name, '--fingerprint', shown.fingerprint]);
    }
  }

  /** Ends whatever this laptop still has and forgets it. */
  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

const text = async (stream: NodeJS.ReadableStream): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};

export const ended = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode ?? -1);
    else child.once('exit', (code) => resolve(code ?? -1));
  });

function outcomeOf(stdout: string): Pick<CliOutcome, 'value' | 'problem'> {
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    const document = JSON.parse(last) as { value?: unknown; problem?: CliOutcome['problem'] };
    return { value: document.value ?? null, problem: document.problem ?? null };
  } catch {
    return { value: null, problem: null };
  }
}
