import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallInput, CallName, CallOutput, Engine } from '../../shared/contract/contract.ts';
import type { SecretKind } from '../../shared/domain/credential.ts';
import type { Host } from '../../shared/domain/host.ts';
import { fail } from '../../shared/domain/result.ts';
import { fileLock } from '../store/driver-lock.ts';
import { openStore } from '../store/index.ts';
import type { Secrets } from '../transports/transport.ts';
import { Vault } from '../vault/index.ts';
import { ChangeBus } from './change-bus.ts';
import type { Context } from './context.ts';
import { Driver } from './driver.ts';
import { createEngine } from './engine.ts';
import { handlers } from './handlers.ts';
import { PlanMaker } from './make-plan.ts';
import { Notices } from './notices.ts';
import { RehearsalBoard } from './rehearsal-board.ts';
import { noPress } from './reports/press.test-kit.ts';
import { ScanBoard } from './scan-board.ts';
import { FeedBoard } from './vulnerabilities/feed-board.ts';
import { scheduleParts } from './schedule/schedule.test-kit.ts';
import { SecretKeeper } from './secret-keeper.ts';
import { simulate } from './simulated-host.test-kit.ts';
import { openHost } from './way-in.ts';

const GOOD = 'correct horse battery staple';
let folder: string;
let patchbay: { engine: Engine; context: Context; end: () => Promise<void> };
/** How each host was opened, and what its transport was given when it asked. */
let seen: { host: Host; secret: (kind: SecretKind, forWhat: string) => string | null }[];
const topics: string[] = [];

async function start(): Promise<typeof patchbay> {
  const store = openStore({ file: join(folder, 'patchbay.sqlite'), user: 'tester' });
  if (!store.ok) throw new Error(JSON.stringify(store.problem));
  const vault = new Vault({
    path: join(folder, 'vault.json'),
    lock: fileLock(join(folder, 'vault.lock')),
    stores: [],
    autoLockMinutes: () => 0,
    scryptN: 2 ** 14,
  });
  const secrets = new SecretKeeper(vault);
  const asked: Secrets = secrets;
  const simulated = simulate(new Map());
  const transport = {
    open: async (host: Host) => {
      seen.push({ host, secret: (kind, forWhat) => asked.get(kind, forWhat)?.reveal() ?? null });
      return fail({ kind: 'unreachable', address: host.address, port: host.port, reason: 'timeout', detail: '' });
    },
  };
  let ids = 0;
  const changes = new ChangeBus();
  changes.on(({ topic }) => topics.push(topic));
  const context: Context = {
    store: store.value,
    ...simulated,
    transports: { ssh: transport, openssh: transport, local: transport, winrm: transport },
    secrets,
    vault,
    changes,
    now: () => new Date().toISOString(),
    newId: () => `id${String((ids += 1)).padStart(4, '0')}${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}`,
  };
  const driver = new Driver(context, fileLock(join(folder, 'driver.lock')));
  const about = { version: '0', shell: 'cli' as const, dataFolder: folder };
  const tools = {
    context,
    board: new ScanBoard(context),
    feedBoard: new FeedBoard(context, { dataFolder: folder, lock: fileLock(join(folder, 'feeds.lock')) }),
    plans: new PlanMaker(context),
    rehearsals: new RehearsalBoard(context, fileLock(join(folder, 'rehearsals.lock'))),
    driver,
  };
  const parts = { ...tools, ...scheduleParts(tools, folder), notices: new Notices(changes), press: noPress(folder), about };
  const engine = createEngine(context, handlers(parts));
  const end = async () => {
    await driver.close();
    vault.dispose();
    context.store.close();
  };
  return { engine, context, end };
}

const call = async <N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>> => {
  const reply = await patchbay.engine.dispatch(name, input);
  if (!reply.ok) throw new Error(`${name}: ${JSON.stringify(reply.problem)}`);
  return reply.value;
};
const problemOf = async <N extends CallName>(name: N, input: CallInput<N>) => {
  const reply = await patchbay.engine.dispatch(name, input);
  return reply.ok ? null : reply.problem;
};
const credential = (name: string, more: Partial<CallInput<'credentials.add'>> = {}) =>
  call('credentials.add', { name, user: 'ops', signIn: { by: 'password' }, ...more });
const host = (name: string, more: Partial<CallInput<'hosts.add'>> = {}) =>
  call('hosts.add', {
    name,
    transport: 'ssh',
    address: `${name}.example`,
    user: 'own',
    signIn: { by: 'agent' },
    elevation: 'sudo',
    ...more,
  });
const open = async (one: Host) => {
  const opened = await openHost(patchbay.context, one);
  return opened.ok ? null : opened.problem.kind;
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-credentials-'));
  seen = [];
  topics.length = 0;
  patchbay = await start();
});
afterEach(async () => {
  await patchbay.end();
  rmSync(folder, { recursive: true });
});

describe('a credential', () => {
  it('is listed with what the vault holds for it and the hosts that use it', async () => {
    const shop = await credential('shop');
    const office = await credential('Office', { signIn: { by: 'key', path: '~/.ssh/office' } });
    const web = await host('web1', { credentialId: shop.id });
    const gate = { address: 'gate.example', port: 22, user: 'x', credentialId: office.id };
    const db = await host('db1', { credentialId: shop.id, jumps: [gate] });
    await call('credentials.setSecret', { id: shop.id, secret: 'password', value: 'one' });
    expect(await call('credentials.list', {})).toEqual([
      { ...office, holds: [], hosts: [{ id: db.id, name: 'db1' }] },
      { ...shop, holds: ['password'], hosts: [{ id: db.id, name: 'db1' }, { id: web.id, name: 'web1' }] },
    ]); // prettier-ignore
    await call('credentials.forgetSecret', { id: shop.id, secret: 'password' });
    expect((await call('credentials.list', {}))[1]?.holds).toEqual([]);
    expect(topics).toContain('credentials');
  });

  it('has a name of its own, also after an edit', async () => {
    const shop = await credential('Shop');
    const office = await credential('office');
    const taken = { kind: 'invalid-input', issues: [{ path: 'name', message: expect.stringContaining('there already') }] };
    expect(await problemOf('credentials.add', { name: 'SHOP', user: 'a', signIn: { by: 'agent' } })).toEqual(taken);
    expect(await problemOf('credentials.edit', { id: office.id, draft: { name: 'shop', user: 'a', signIn: { by: 'agent' } } })).toEqual(
      taken,
    );
    const edited = await call('credentials.edit', { id: shop.id, draft: { name: 'shop', user: 'root', signIn: { by: 'agent' } } });
    expect(edited).toMatchObject({ id: shop.id, name: 'shop', user: 'root' });
  });

  it('is not removed while hosts use it, unless another takes its place; its secrets go with it', async () => {
    const [shop, other] = [await credential('shop'), await credential('other')];
    const gate = { address: 'gate.example', port: 22, user: 'x', credentialId: shop.id };
    const [web, db] = [await host('web1', { credentialId: shop.id }), await host('db1', { jumps: [gate] })];
    await call('vault.choose', { mode: 'passphrase', passphrase: GOOD });
    await call('credentials.setSecret', { id: shop.id, secret: 'password', value: 'one' });
    expect(await problemOf('credentials.remove', { id: shop.id })).toMatchObject({ kind: 'conflict', detail: 'shop is used by db1, web1' });
    expect(await problemOf('credentials.remove', { id: shop.id, instead: shop.id })).toMatchObject({ kind: 'invalid-input' });
    await call('vault.lock', {});
    expect(await problemOf('credentials.remove', { id: shop.id, instead: other.id })).toMatchObject({ kind: 'vault-locked' });
    expect(patchbay.context.store.hosts.get(web.id)?.credentialId).toBe(shop.id);
    await call('vault.unlock', { passphrase: GOOD });
    expect(await call('credentials.remove', { id: shop.id, instead: other.id })).toEqual({ moved: 2 });
    expect(patchbay.context.store.hosts.get(web.id)?.credentialId).toBe(other.id);
    expect(patchbay.context.store.hosts.get(db.id)?.jumps[0]?.credentialId).toBe(other.id);
    expect([patchbay.context.vault.holds(), (await call('credentials.list', {})).map((one) => one.name)]).toEqual([{}, ['other']]);
  });

  it('that is not there is refused for a host, and said so where a host was restored that had it', async () => {
    expect(await problemOf('hosts.add', { ...(await host('a')), name: 'b', credentialId: 'nosuchcredential' })).toMatchObject({
      kind: 'invalid-input',
      issues: [{ path: 'credentialId' }],
    });
    const shop = await credential('shop');
    const web = await host('web1', { credentialId: shop.id });
    await call('hosts.remove', { ids: [web.id] });
    await call('credentials.remove', { id: shop.id });
    await call('hosts.restore', { ids: [web.id] });
    expect([await open(web), seen]).toEqual(['credential-missing', []]);
  });
});

describe('the way to a host', () => {
  it("goes by the credential's user, way of signing in and secrets, for the host and for a hop", async () => {
    const [shop, gateway] = [await credential('shop'), await credential('gateway', { user: 'hop' })];
    const gate = { address: 'gate.example', port: 2222, user: 'ignored', credentialId: gateway.id };
    const web = await host('web1', { credentialId: shop.id, jumps: [gate] });
    for (const [id, secret, value] of [
      [shop.id, 'password', 'shop-pw'],
      [shop.id, 'sudo-password', 'shop-sudo'],
      [gateway.id, 'password', 'gate-pw'],
    ] as const)
      await call('credentials.setSecret', { id, secret, value });
    await open(web);
    const [{ host: way, secret } = { host: web, secret: () => null }] = seen;
    expect([way.user, way.signIn, way.jumps[0]?.user, way.jumps[0]?.signIn]).toEqual([
      'ops',
      { by: 'password' },
      'hop',
      { by: 'password' },
    ]);
    expect([secret('password', web.id), secret('sudo-password', web.id), secret('password', 'hop on gate.example port 2222')]).toEqual([
      'shop-pw',
      'shop-sudo',
      'gate-pw',
    ]);
    await call('hosts.edit', { id: web.id, draft: { ...web, credentialId: null, jumps: [] } });
    await open(patchbay.context.store.hosts.get(web.id)!);
    expect([seen[1]?.host.user, secret('password', web.id)]).toEqual(['own', null]);
  });

  it('a passphrase belongs to the key file, whichever credential has it', async () => {
    const path = '/keys/shared';
    const [first, second] = [
      await credential('a', { signIn: { by: 'key', path } }),
      await credential('b', { signIn: { by: 'key', path } }),
    ];
    await call('credentials.setSecret', { id: first.id, secret: 'passphrase', value: 'pp' });
    await open(await host('web1', { credentialId: first.id }));
    await open(await host('web2', { credentialId: second.id }));
    expect(seen[1]?.secret('passphrase', path)).toBe('pp');
  });

  it('waits for a locked vault only where it holds what is wanted, and sends nothing', async () => {
    const [shop, bare] = [await credential('shop'), await credential('bare')];
    const [web, db] = [await host('web1', { credentialId: shop.id }), await host('db1', { credentialId: bare.id })];
    await call('vault.choose', { mode: 'passphrase', passphrase: GOOD });
    await call('credentials.setSecret', { id: shop.id, secret: 'password', value: 'one' });
    await call('vault.lock', {});
    expect([await open(web), await open(db), seen.map((one) => one.host.name)]).toEqual(['vault-locked', 'unreachable', ['db1']]);
    await call('hosts.enterSecret', { id: web.id, secret: 'password', value: 'by hand' });
    expect([await open(web), seen[1]?.secret('password', web.id)]).toEqual(['unreachable', 'by hand']);
    await call('vault.lock', {});
    expect(await open(web), 'locking forgets what was entered').toBe('vault-locked');
    await call('vault.unlock', { passphrase: GOOD });
    expect([await open(web), seen[2]?.secret('password', web.id)]).toEqual(['unreachable', 'one']);
  });

  it('a refused secret is not tried again by itself, on this host alone, until it is another', async () => {
    const shop = await credential('shop');
    const [web, db] = [await host('web1', { credentialId: shop.id }), await host('db1', { credentialId: shop.id })];
    await call('credentials.setSecret', { id: shop.id, secret: 'sudo-password', value: 'wrong' });
    await open(web);
    await open(db);
    patchbay.context.secrets.forget('sudo-password', web.id);
    const asked = () => seen.slice(0, 2).map((one) => one.secret('sudo-password', one.host.id));
    expect(asked()).toEqual([null, 'wrong']);
    await call('credentials.setSecret', { id: shop.id, secret: 'sudo-password', value: 'right' });
    expect(asked()).toEqual(['right', 'right']);
  });

  it("a hop's own password can be entered, and goes to that hop alone", async () => {
    const gate = { address: 'gate.example', port: 22, user: 'hop', signIn: { by: 'password' as const } };
    const web = await host('web1', { signIn: { by: 'password' }, jumps: [gate, { ...gate, port: 2222 }] });
    await open(web);
    await call('hosts.enterSecret', { id: web.id, secret: 'password', value: 'gate-pw', forWhat: 'hop on gate.example' });
    await call('hosts.enterSecret', { id: web.id, secret: 'password', value: 'web-pw', forWhat: 'own on web1.example' });
    const secret = seen[0]!.secret;
    const names = ['hop on gate.example', 'hop on gate.example port 2222', web.id];
    expect(names.map((name) => secret('password', name))).toEqual(['gate-pw', null, 'web-pw']);
  });
});

it('secrets are found nowhere but in the sealed part of the vault: database, files, replies, problems, what prints', async () => {
  const canary = (what: string): string => `cnry${what}9f3a7c51`;
  const secrets = [canary('password'), canary('sudo'), canary('passphrase'), canary('wrong'), canary('vault'), canary('entered')];
  const said: unknown[] = [];
  const say = async <N extends CallName>(name: N, input: CallInput<N>): Promise<void> =>
    void said.push(await patchbay.engine.dispatch(name, input));
  const shop = await credential('shop');
  const web = await host('web1', { credentialId: shop.id });
  await say('vault.choose', { mode: 'passphrase', passphrase: canary('vault') });
  await say('credentials.setSecret', { id: shop.id, secret: 'password', value: canary('password') });
  await say('credentials.setSecret', { id: shop.id, secret: 'sudo-password', value: canary('sudo') });
  await say('credentials.setSecret', { id: 'nosuchcredential', secret: 'passphrase', value: canary('passphrase') });
  await say('credentials.setSecret', { id: 'x', secret: 'password', value: canary('passphrase') });
  await say('credentials.setSecret', { id: shop.id, secret: 'password', value: canary('passphrase').repeat(400) });
  await say('vault.unlock', { passphrase: canary('wrong') });
  await say('vault.changePassphrase', { current: canary('wrong'), next: canary('vault') });
  await say('vault.choose', { mode: 'key-store', passphrase: canary('vault') });
  await say('hosts.enterSecret', { id: web.id, secret: 'password', value: canary('entered') });
  await say('credentials.list', {});
  await say('vault.status', {});
  await open(web);
  await say('credentials.remove', { id: shop.id });
  await say('history.list', { limit: 500 });
  said.push(inspect(patchbay.context, { depth: 12 }), JSON.stringify(patchbay.context.secrets));
  const found = (text: string): string[] =>
    secrets.filter((one) =>
      [one, Buffer.from(one).toString('base64').slice(4, 20), Buffer.from(one).toString('hex')].some((form) => text.includes(form)),
    );
  expect(found(JSON.stringify(said) + canary('password'))).toEqual([canary('password')]);
  expect(found(said.map((one) => inspect(one, { depth: 20 })).join('\n'))).toEqual([]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  expect(files.map((one) => one.name)).toEqual(expect.arrayContaining(['vault.json', 'vault.json.bak', 'patchbay.sqlite']));
  for (const file of files) expect(found(readFileSync(join(file.parentPath, file.name), 'latin1')), file.name).toEqual([]);
  expect(patchbay.context.vault.secret(shop.id, 'password')).toBe(canary('password'));
  const actions = (await call('history.list', { limit: 500 })).map((one) => one.action);
  expect(actions).toEqual(
    expect.arrayContaining(['vault.chosen', 'credential.secret-set', 'vault.refused', 'secret.entered', 'credential.added']),
  );
});

it('the status tells mode, lock, key store, what it holds, and what is wrong with the file', async () => {
  const status = () => call('vault.status', {});
  expect(await status()).toMatchObject({
    mode: 'none',
    locked: false,
    problem: null,
    keyStore: { available: false, why: expect.any(String) },
    holds: 0,
  });
  const shop = await credential('shop');
  await call('vault.choose', { mode: 'passphrase', passphrase: GOOD });
  await call('credentials.setSecret', { id: shop.id, secret: 'password', value: 'one' });
  expect(await problemOf('vault.choose', { mode: 'passphrase', passphrase: 'short' })).toMatchObject({ kind: 'invalid-input' });
  await call('vault.lock', {});
  expect(await status()).toMatchObject({ mode: 'passphrase', locked: true, hasPassphrase: true, holds: 1, autoLockMinutes: 15 });
  const { setAside } = await call('vault.startAnew', { from: 'empty' });
  expect(setAside).toContain('vault.json.aside-');
  expect(await status()).toMatchObject({ mode: 'none', locked: false, holds: 0 });
});
