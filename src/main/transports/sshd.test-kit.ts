import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Host } from '../../shared/domain/host.ts';
import type { Command } from '../../shared/domain/command.ts';

export const SSHD = '/usr/sbin/sshd';
/** A real sshd, as the user that runs the tests. Without openssh-server these tests are skipped, and say so. */
export const hasSshd = existsSync(SSHD);

export interface Sshd {
  readonly port: number;
  readonly folder: string;
  readonly clientKey: string;
  /** "ssh-ed25519 AAAA..." */
  hostKey(type?: string): string;
  newHostKey(type: string): void;
  /** What it has written to its log since it was started. */
  log(): string;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** `config`: further lines of sshd_config; they come first, so they win. `prepare` may add to the folder, "%FOLDER%" in the lines. */
export async function startSshd(
  config: readonly string[] = [],
  hostKeys: readonly string[] = ['ed25519'],
  prepare: (folder: string) => unknown = () => {},
): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-sshd-'));
  const makeKey = (path: string, type: string): void => {
    rmSync(path, { force: true });
    rmSync(`${path}.pub`, { force: true });
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', 'test', '-f', path]);
  };
  makeKey(join(folder, 'client'), 'ed25519');
  for (const type of hostKeys) makeKey(join(folder, `host_${type}`), type);
  writeFileSync(join(folder, 'authorized_keys'), readFileSync(join(folder, 'client.pub')));
  prepare(folder);
  const port = await freePort();
  // sshd insists on this folder when it runs as root.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });

  let log = (): string => '';
  let stopServer = async (): Promise<void> => {};
  const start = async (): Promise<void> => {
    const keys = ['ed25519', 'rsa', 'ecdsa'].map((type) => join(folder, `host_${type}`)).filter((path) => existsSync(path));
    // bash reads a profile for sshd at its outermost level only: what the tests' own account has there is not under test.
    const lines = [
      'SetEnv SHLVL=5 PYTHONPATH=/tmp/evil LC_ALL=de_DE.UTF-8',
      ...config.map((line) => line.replaceAll('%FOLDER%', folder)),
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      ...keys.map((key) => `HostKey ${key}`),
      `AuthorizedKeysFile ${folder}/authorized_keys`,
      'UsePAM no',
      'StrictModes no',
      'PidFile none',
      'MaxStartups 100',
    ];
    writeFileSync(join(folder, 'sshd_config'), `${lines.join('\n')}\n`);
    const server = spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    // Also where a test gives up before it has hold of it.
    const kill = (): void => void server.kill();
    process.once('exit', kill);
    server.once('exit', () => process.off('exit', kill));
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    log = () => said;
    // Not "close": the sessions that are still open hold its stderr.
    const gone = once(server, 'exit');
    while (!said.includes('Server listening')) {
      if (server.exitCode !== null) throw new Error(`sshd ended: ${said}`);
      await Promise.race([once(server.stderr, 'data'), gone]);
    }
    stopServer = async () => {
      server.kill();
      await gone;
    };
  };
  await start();
  return {
    port,
    folder,
    clientKey: join(folder, 'client'),
    hostKey: (type = 'ed25519') =>
      readFileSync(join(folder, `host_${type}.pub`), 'utf8')
        .split(' ')
        .slice(0, 2)
        .join(' '),
    newHostKey: (type) => makeKey(join(folder, `host_${type}`), type),
    log: () => log(),
    restart: async () => {
      await stopServer();
      await start();
    },
    stop: async () => {
      await stopServer();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A cable that can be cut: forwards to a port until told otherwise. */
export async function startCable(to: number): Promise<{ port: number; silence(): void; cut(): void; sockets(): number; stop(): void }> {
  const pairs = new Set<Socket>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(to, '127.0.0.1');
    for (const [from, target] of [
      [near, far],
      [far, near],
    ] as const) {
      pairs.add(from);
      from.on('data', (chunk) => void (silent || target.write(chunk)));
      from.on('end', () => void (silent || target.end()));
      from.on('error', () => target.destroy());
      from.on('close', () => pairs.delete(from));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => pairs.forEach((socket) => socket.end());
  return {
    port: (server.address() as AddressInfo).port,
    silence: () => void (silent = true),
    cut,
    sockets: () => pairs.size,
    stop: () => {
      pairs.forEach((socket) => socket.destroy());
      server.close();
    },
  };
}

export function testHost(input: Partial<Host> & { readonly port: number }): Host {
  return Host.parse({
    id: 'testhost0001', name: 'test', transport: 'ssh', address: '127.0.0.1', user: userInfo().username, signIn: { by: 'agent' },
    elevation: 'none', createdAt: '2026-01-01T00:00:00Z', ...input,
  }); // prettier-ignore
}

export function command(script: string, more: Partial<Command> = {}): Command {
  return { what: 'test', script, args: [], rights: 'user', deadlineSeconds: 20, maxBytes: 1024 * 1024, ...more };
}
