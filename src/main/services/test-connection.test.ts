import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, describe, it, vi } from 'vitest';
import { Layer } from '../../shared/contract/connection.ts';
import { HostDraft } from '../../shared/domain/host.ts';
import { transports } from '../transports/index.ts';
import { freePort, hasSshd, startSshd, testHost, type Sshd } from '../transports/sshd.test-kit.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import { SecretKeeper } from './secret-keeper.ts';
import { testConnection } from './test-connection.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe.skipIf(!hasSshd)('a connection explained, layer by layer', () => {
  let sshd: Sshd;
  let folder: string;
  let known: string;
  let context: Context;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
    known = join(folder, 'known_hosts');
    sshd = await startSshd();
    writeFileSync(join(folder, 'config'), `UserKnownHostsFile ${known}\n`);
    const secrets = new SecretKeeper({ secret: () => null });
    const ways = transports(secrets, { knownHosts: known, systemKnownHosts: [], agent: null, sshConfigs: [join(folder, 'config')] });
    const vault = { holds: () => ({}), mode: () => ok('memory') };
    context = {
      transports: ways,
      secrets,
      vault,
      now: () => '2026-11-22T00:00:00.000Z',
      newId: () => 'draft0000001',
    } as unknown as Context;
  });
  afterAll(async () => {
    await sshd?.stop();
    rmSync(folder, { recursive: true });
  });
  const knows = (): void => writeFileSync(known, `[127.0.0.1]:${sshd.port} ${sshd.hostKey()}\n`);
  async function layersOf(more: object = {}): Promise<Layer[]> {
    const draft = HostDraft.parse({
      ...testHost({ port: sshd.port, signIn: { by: 'key', path: sshd.clientKey }, elevation: 'root' }),
      ...more,
    });
    const tested = await testConnection(context, null, draft);
    if (!tested.ok) throw new Error(JSON.stringify(tested.problem));
    return Layer.array().parse(tested.value.layers);
  }
  const states = (layers: readonly Layer[]): string[] => layers.map((one) => `${one.layer} ${one.state}`);

  it.each(['ssh', 'openssh'])('names every one that was reached, over %s', async (transport) => {
    knows();
    const layers = await layersOf({ transport });
    const expected = ['tcp', 'greeting', 'algorithms', 'host-key', 'sign-in', 'shell', 'rights', 'package-manager', 'clock', 'space'];
    const isRoot = process.getuid?.() === 0;
    const apt = existsSync('/usr/bin/apt-get');
    expect(states(layers.filter((one) => one.layer !== 'name'))).toEqual(
      expected.map((name) => `${name} ${(name === 'rights' && !isRoot) || (name === 'package-manager' && !apt) ? 'fail' : 'ok'}`),
    );
    const text = Object.fromEntries(layers.map((one) => [one.layer, one.text]));
    expect(text['greeting']).toMatch(/^SSH-2\.0-OpenSSH/);
    expect(text['host-key']).toMatch(/^ssh-ed25519 SHA256:\S+ is known$/);
    expect(text['sign-in']).toMatch(/by publickey/);
    expect(layers.find((one) => one.layer === 'sign-in')?.ms).toBeGreaterThan(0);
  });

  it('names each jump host in order, and the one that stops it', async () => {
    knows();
    const user = testHost({ port: 1 }).user;
    const jump = { address: '127.0.0.1', port: sshd.port, user };
    const good = await layersOf({ jumps: [jump] });
    expect(good.filter((one) => one.layer === 'sign-in').map((one) => one.state)).toEqual(['ok', 'ok']);
    const dead = await freePort();
    const bad = await layersOf({ port: dead, jumps: [jump] });
    expect(bad.find((one) => one.state === 'fail')).toMatchObject({ layer: 'tcp', hop: '127.0.0.1', problem: { kind: 'jump-failed' } });
  });

  it('stops at a key that is new, and says what was not tried', async () => {
    writeFileSync(known, '');
    const layers = await layersOf();
    expect(states(layers).slice(-8)).toEqual([
      'greeting ok',
      'host-key fail',
      'sign-in skipped',
      'shell skipped',
      'rights skipped',
      'package-manager skipped',
      'clock skipped',
      'space skipped',
    ]);
    expect(layers.find((one) => one.layer === 'host-key')?.problem).toMatchObject({ kind: 'host-key-unknown' });
    expect(readFileSync(known, 'utf8')).toBe('');
  });

  it('tells a closed port from a name that is none, a refused sign-in and a missing agent', async () => {
    knows();
    const failing = async (more: object): Promise<string[]> => states((await layersOf(more)).filter((one) => one.state === 'fail'));
    expect(await failing({ port: await freePort() })).toEqual(['tcp fail']);
    expect(await failing({ address: 'no-such-host.invalid' })).toEqual(['name fail']);
    expect(await failing({ signIn: { by: 'agent' } })).toEqual(['sign-in fail']);
    expect(await failing({ signIn: { by: 'key', path: '/nowhere' } })).toEqual(['sign-in fail']);
  });

  it('says that rights are missing and still tells the rest', async () => {
    knows();
    const layers = await layersOf({ elevation: 'wrapper' });
    const isRoot = process.getuid?.() === 0;
    if (isRoot && existsSync('/usr/local/sbin/patchbay-root')) return;
    expect(layers.find((one) => one.layer === 'rights')).toMatchObject({ state: 'fail' });
    expect(states(layers)).toContain('shell ok');
    expect((await layersOf({ elevation: 'none' })).find((one) => one.layer === 'rights')).toMatchObject({ state: 'warn' });
  });
});
