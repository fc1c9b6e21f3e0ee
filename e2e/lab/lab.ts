// The lab for tests: see README.md. Everything goes through the `lab` command beside this file.

import { type ChildProcess, type SpawnOptions, execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Truth, truthOf } from './truth.ts';

export const LAB = fileURLToPath(new URL('./lab', import.meta.url));

export interface Outcome {
  /** -1: ended by a signal or by the time limit */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LabUpdate {
  readonly name: string;
  readonly old: string;
  readonly new: string;
  readonly suite: string;
  readonly source: string;
  readonly security: boolean;
}

interface Status {
  id: string;
  up: boolean;
  key: string;
  updates: string;
  ssh_config: string;
  known_hosts: string;
  codename: string;
  hosts: { name: string; role: string; ip: string; port: number; via: string | null; state: string; faults: Record<string, string[]> }[];
}

export interface UpOptions {
  /** names (the part before the dash is the role), or how many; default: six */
  readonly hosts?: readonly string[] | number;
  /** the lab ends when this process is gone */
  readonly owner?: number;
  readonly id?: string;
  /** size of each host's disk, as tmpfs takes it: `1g`, `300m` */
  readonly size?: string;
}

/** Why no lab can be had here, or undefined. */
export function noLab(): string | undefined {
  if (process.platform !== 'linux') return 'the lab needs Linux';
  if (process.getuid?.() !== 0) return 'the lab needs root (namespaces, mounts)';
  return undefined;
}

function run(argv: readonly string[], id: string, options: { input?: string; timeout?: number } = {}): Promise<Outcome> {
  return new Promise((done) => {
    const child = execFile(
      LAB,
      argv,
      { env: { ...process.env, LAB_ID: id }, timeout: options.timeout ?? 0, maxBuffer: 1 << 28 },
      (error, stdout, stderr) => done({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, stdout, stderr }),
    );
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}

async function must(argv: readonly string[], id: string): Promise<string> {
  const r = await run(argv, id);
  if (r.code !== 0) throw new Error(`lab ${argv.join(' ')}: ${r.stderr.trim() || r.stdout.trim() || `exit ${r.code}`}`);
  return r.stdout;
}

export class LabHost {
  readonly name: string;
  readonly role: string;
  readonly ip: string;
  readonly port: number;
  /** the jump host it is behind */
  readonly via: string | null;
  readonly #id: string;

  constructor(id: string, h: Status['hosts'][number]) {
    this.#id = id;
    this.name = h.name;
    this.role = h.role;
    this.ip = h.ip;
    this.port = h.port;
    this.via = h.via;
  }

  /** On the host as its root, without ssh: a shell command, or an argv. */
  exec(command: string | readonly string[], options: { input?: string; timeout?: number } = {}): Promise<Outcome> {
    return run(['sh', this.name, ...(typeof command === 'string' ? [command] : command)], this.#id, options);
  }

  /** By the system's own ssh client, in the lab's network. */
  ssh(command: string, options: { user?: string; options?: readonly string[]; timeout?: number } = {}): Promise<Outcome> {
    const o = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=5', ...(options.options ?? []), '-l', options.user ?? 'root'];
    return run(['ssh', ...o, this.name, command], this.#id, { timeout: options.timeout ?? 60_000 });
  }

  async fault(kind: string, way: 'on' | 'off' | boolean = 'on', ...args: (string | number)[]): Promise<void> {
    const onOff = way === true ? 'on' : way === false ? 'off' : way;
    await must(['fault', this.name, kind, onOff, ...args.map(String)], this.#id);
  }

  /** Ends all faults of this host. */
  async heal(): Promise<void> {
    await must(['fault', this.name, 'off'], this.#id);
  }

  /** Pulls the plug. */
  async kill(): Promise<void> {
    await must(['kill', this.name], this.#id);
  }

  /** Switches it on; resolves when its sshd answers. */
  async start(): Promise<void> {
    await must(['start', this.name], this.#id);
  }

  async stop(): Promise<void> {
    await must(['stop', this.name], this.#id);
  }

  async snap(tag: string): Promise<void> {
    await must(['snap', this.name, tag], this.#id);
  }

  /** The host must be off. */
  async restore(tag: string): Promise<void> {
    await must(['restore', this.name, tag], this.#id);
  }

  /** What is so on the host, read past the app. */
  truth(): Promise<Truth> {
    return truthOf(this);
  }
}

export class Lab {
  readonly id: string;
  /** path of the private key that root, ops, admin and viewer accept */
  readonly key: string;
  readonly sshConfig: string;
  readonly knownHosts: string;
  readonly codename: string;
  readonly hosts: readonly LabHost[];
  readonly #updates: string;

  private constructor(s: Status) {
    this.id = s.id;
    this.key = s.key;
    this.sshConfig = s.ssh_config;
    this.knownHosts = s.known_hosts;
    this.codename = s.codename;
    this.#updates = s.updates;
    this.hosts = s.hosts.map((h) => new LabHost(s.id, h));
  }

  static async up(options: UpOptions = {}): Promise<Lab> {
    const id = options.id ?? `test-${process.pid}`;
    const hosts = options.hosts ?? 6;
    const argv = ['up', ...(typeof hosts === 'number' ? [String(hosts)] : hosts)];
    if (options.owner !== undefined) argv.push('--owner', String(options.owner));
    if (options.size !== undefined) argv.push('--size', options.size);
    await must(argv, id);
    return new Lab(JSON.parse(await must(['status', '--json'], id)) as Status);
  }

  host(name: string): LabHost {
    const h = this.hosts.find((x) => x.name === name);
    if (!h) throw new Error(`the lab has no host ${name}: ${this.hosts.map((x) => x.name).join(' ')}`);
    return h;
  }

  /** A process as it would be here, but in the lab's network. Its pid is the command's own. */
  run(argv: readonly string[], options: SpawnOptions = {}): ChildProcess {
    return spawn(LAB, ['run', ...argv], { ...options, env: { ...(options.env ?? process.env), LAB_ID: this.id } });
  }

  /** The updates that wait, over all roles: what the archive held when the lab was built. */
  updates(): LabUpdate[] {
    const rows = readFileSync(this.#updates, 'utf8').split('\n').filter(Boolean);
    return rows.map((row) => {
      const [name = '', old = '', next = '', suite = '', source = ''] = row.split('\t');
      return { name, old, new: next, suite, source, security: suite.endsWith('-security') };
    });
  }

  async down(): Promise<void> {
    await must(['down'], this.id);
  }
}
