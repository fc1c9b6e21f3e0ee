import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CredentialRow, VaultStatus } from '../../../shared/contract/credentials.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { AT, host, row } from './fixtures.test-kit.ts';

const shop: CredentialRow = {
  id: 'credshop0001', name: 'shop', user: 'ops', signIn: { by: 'password' }, createdAt: AT, holds: ['password'], hosts: [{ id: 'web100000000', name: 'web1' }],
}; // prettier-ignore
const bare: CredentialRow = { ...shop, id: 'credbare0001', name: 'bare', signIn: { by: 'key', path: '/k' }, holds: [], hosts: [] };
const status: VaultStatus = {
  mode: 'passphrase',
  locked: true,
  problem: null,
  keyStore: { available: false, why: 'there is no desktop session here' },
  hasPassphrase: true,
  autoLockMinutes: 15,
  holds: 1,
};
const locked: Problem = { kind: 'vault-locked', by: 'passphrase' };
const credentials: Answers = {
  'credentials.list': () => ok([bare, shop]),
  'credentials.add': (draft) => ok({ ...draft, id: 'crednew00001', createdAt: AT }),
  'credentials.edit': ({ id, draft }) => ok({ ...draft, id, createdAt: AT }),
  'vault.status': () => ok(status),
};

let folder = '';
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
  return join(folder, name);
};
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'patchbay-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Opens with "right" and with nothing else. */
function vault() {
  let open = false;
  const unlock: Answers['vault.unlock'] = ({ passphrase }) => {
    open = passphrase === 'right';
    return open ? ok({}) : fail({ kind: 'vault-passphrase-wrong' });
  };
  return { unlock, whenOpen: <T>(value: T) => (open ? ok(value) : fail(locked)) };
}

describe('credentials', () => {
  test('list: what the vault holds, and how many hosts use it', async () => {
    const seen = await cli('credentials', { answers: credentials });
    expect(seen.out).toMatch(/shop +ops +password +password +1/);
    expect(seen.out).toMatch(/bare +ops +key \/k +nothing +0/);
    expect((await cli('credentials list --json', { answers: credentials })).outcome).toMatchObject({
      value: [{ name: 'bare' }, { name: 'shop' }],
    });
  });
  test('add and edit: what is given, and the rest as it was', async () => {
    const added = await cli('credentials add yard --user root --key /keys/id', { answers: credentials });
    expect(added.inputsOf('credentials.add')).toEqual([{ name: 'yard', user: 'root', signIn: { by: 'key', path: '/keys/id' } }]);
    expect(added.out).toContain('patchbay credentials set-secret yard');
    const edited = await cli('credentials edit SHOP --user root', { answers: credentials });
    expect(edited.inputsOf('credentials.edit')).toEqual([
      { id: shop.id, draft: { name: 'shop', user: 'root', signIn: { by: 'password' } } },
    ]);
    expect((await cli('credentials add yard', { answers: credentials })).exit).toBe(2);
    expect((await cli('credentials edit nosuch --user x', { answers: credentials })).exit).toBe(2);
  });
  test('remove: asked for, or --yes; another may take its place', async () => {
    const answers: Answers = { ...credentials, 'credentials.remove': () => ok({ moved: 1 }) };
    expect(await cli('credentials remove shop', { answers })).toMatchObject({ exit: 2 });
    const seen = await cli('credentials remove shop --instead bare --yes', { answers });
    expect(seen.inputsOf('credentials.remove')).toEqual([{ id: shop.id, instead: bare.id }]);
    expect(seen.out).toContain('Removed shop; 1 host moved to bare');
  });
  test('set-secret: from a file, from a descriptor, or typed; never shown', async () => {
    const answers: Answers = { ...credentials, 'credentials.setSecret': () => ok({}) };
    const wanted = { id: shop.id, secret: 'password', value: 'canary 5c1f' };
    const path = file('secret', 'canary 5c1f\nsecond line\n');
    const fd = openSync(path, 'r');
    for (const [line, types] of [
      [`credentials set-secret shop --secret-file ${path}`, undefined],
      [`credentials set-secret shop --secret-fd ${fd}`, undefined],
      ['credentials set-secret shop', ['canary 5c1f']],
    ] as const) {
      const seen = await cli(line, { answers, ...(types && { types }) });
      expect([seen.exit, seen.inputsOf('credentials.setSecret')], line).toEqual([0, [wanted]]);
      expect(seen.out + seen.err).not.toContain('canary');
    }
    expect((await cli('credentials set-secret shop', { answers })).exit).toBe(2);
    expect((await cli('credentials set-secret shop --secret-file /nowhere', { answers })).exit).toBe(2);
    const byKey = await cli(`credentials set-secret bare --secret-file ${path}`, { answers });
    expect(byKey.inputsOf('credentials.setSecret')).toMatchObject([{ secret: 'passphrase' }]);
  });
  test('set-secret where there is no vault says that it is gone with the command', async () => {
    const answers: Answers = {
      ...credentials,
      'credentials.setSecret': () => ok({}),
      'vault.status': () => ok({ ...status, mode: 'none', locked: false }),
    };
    const seen = await cli(`credentials set-secret shop --secret-file ${file('s', 'x')}`, { answers });
    expect(seen.out).toContain('patchbay vault choose');
  });
  test('forget-secret', async () => {
    const answers: Answers = { ...credentials, 'credentials.forgetSecret': () => ok({}) };
    const seen = await cli('credentials forget-secret shop --kind sudo-password --json', { answers });
    expect(seen.inputsOf('credentials.forgetSecret')).toEqual([{ id: shop.id, secret: 'sudo-password' }]);
    expect(seen.outcome).toMatchObject({ ok: true });
  });
  test('hosts add and edit by the name of a credential; "none" takes it away', async () => {
    const answers: Answers = {
      ...credentials,
      'app.info': () => ok({ version: '1', shell: 'cli', dataFolder: '/data', user: 'ana', isRoot: false }),
      'hosts.list': () => ok([row('web1', { credentialId: shop.id })]),
      'hosts.add': (draft) => ok({ ...draft, id: 'abcdefgh0001', createdAt: AT }),
      'hosts.edit': ({ draft }) => ok({ ...host('web1'), ...draft }),
    };
    const added = await cli('hosts add web2 --credential shop', { answers });
    expect(added.inputsOf('hosts.add')).toMatchObject([{ credentialId: shop.id, user: 'ops' }]);
    expect(added.out).toContain('by a credential');
    const inputs = async (line: string) => (await cli(line, { answers })).inputsOf('hosts.edit');
    expect(await inputs('hosts edit web1 --credential none')).toMatchObject([{ draft: { credentialId: null } }]);
    expect(await inputs('hosts edit web1 --ring 2')).toMatchObject([{ draft: { credentialId: shop.id, ring: 2 } }]);
    expect((await cli('hosts edit web1 --credential nosuch', { answers })).exit).toBe(2);
  });
});

describe('vault', () => {
  test('status: sealed how, locked, what it holds, why there is no key store', async () => {
    const seen = await cli('vault', { answers: credentials });
    expect(seen.out).toMatch(/secrets +sealed by a passphrase/);
    expect(seen.out).toMatch(/now +locked/);
    expect(seen.out).toContain('cannot be used: there is no desktop session here');
    expect((await cli('vault status --json', { answers: credentials })).outcome).toMatchObject({ ok: true, exit: 0, value: status });
  });
  test('status of an altered one says so, and names the backup', async () => {
    const problem: Problem = {
      kind: 'vault-altered',
      path: '/data/vault.json',
      detail: 'its checksum does not fit',
      backup: '/data/vault.json.bak',
    };
    const seen = await cli('vault status', { answers: { 'vault.status': () => ok({ ...status, problem }) } });
    expect(seen.exit).toBe(3);
    expect(seen.out).toContain('Restore the backup /data/vault.json.bak');
  });
  test('choose: the passphrase from a file, or typed twice', async () => {
    const answers: Answers = { ...credentials, 'vault.choose': () => ok({}) };
    const wanted = [{ mode: 'passphrase', passphrase: 'a long passphrase' }];
    const path = file('new', 'a long passphrase\n');
    expect((await cli(`vault choose passphrase --new-passphrase-file ${path}`, { answers })).inputsOf('vault.choose')).toEqual(wanted);
    const typed = await cli('vault choose passphrase', { answers, types: ['a long passphrase', 'a long passphrase'] });
    expect(typed.inputsOf('vault.choose')).toEqual(wanted);
    expect(typed.err).not.toContain('a long passphrase');
    expect(await cli('vault choose passphrase', { answers, types: ['a long passphrase', 'another'] })).toMatchObject({ exit: 2 });
    expect((await cli('vault choose passphrase', { answers })).exit).toBe(2);
    const store = await cli('vault choose key-store', { answers });
    expect(store.inputsOf('vault.choose')).toEqual([{ mode: 'key-store', passphrase: null }]);
    expect((await cli('vault choose drawer', { answers })).exit).toBe(2);
  });
  test('the environment is not asked', async () => {
    const { unlock, whenOpen } = vault();
    const answers: Answers = { ...credentials, 'vault.unlock': unlock, 'credentials.setSecret': () => whenOpen({}) };
    const line = `credentials set-secret shop --secret-file ${file('s', 'x')}`;
    const seen = await cli(line, { answers, env: { PATCHBAY_PASSPHRASE: 'right' } });
    expect([seen.exit, seen.inputsOf('vault.unlock')]).toEqual([3, []]);
    expect(seen.err).toContain('The vault is locked');
  });
  test('a locked one is opened with what the command was given, or with what is typed, and the work goes on', async () => {
    const line = `credentials set-secret shop --secret-file ${file('s', 'x')}`;
    const scene = () => {
      const { unlock, whenOpen } = vault();
      return { answers: { ...credentials, 'vault.unlock': unlock, 'credentials.setSecret': () => whenOpen({}) } satisfies Answers };
    };
    const given = await cli(`${line} --passphrase-file ${file('p', 'right\n')}`, scene());
    expect([given.exit, given.inputsOf('vault.unlock')]).toEqual([0, [{ passphrase: 'right' }]]);
    const wrong = await cli(`${line} --passphrase-file ${file('w', 'wrong\n')}`, scene());
    expect([wrong.exit, wrong.err]).toEqual([3, expect.stringContaining('Wrong passphrase')]);
    const typed = await cli(line, { ...scene(), types: ['wrong', 'right'] });
    expect([typed.exit, typed.inputsOf('vault.unlock').length]).toEqual([0, 2]);
    const threeTimes = await cli(line, { ...scene(), types: ['a', 'b', 'c', 'd'] });
    expect([threeTimes.exit, threeTimes.inputsOf('vault.unlock').length]).toEqual([3, 3]);
  });
  test('a scan that meets a locked vault asks once and goes on with those hosts', async () => {
    const { unlock, whenOpen } = vault();
    const answers: Answers = {
      'hosts.list': () => {
        const opened = whenOpen(null);
        const scan = opened.ok ? {} : { state: 'failed' as const, problem: opened.problem };
        return ok([row('web1', {}, scan), row('web2', {}, scan)]);
      },
      'scan.start': ({ hostIds }) => ok({ hosts: hostIds.length }),
      'vault.unlock': unlock,
    };
    const seen = await cli('scan --all', { answers, types: ['right'] });
    expect([seen.exit, seen.inputsOf('vault.unlock').length, seen.inputsOf('scan.start').length]).toEqual([0, 1, 2]);
    const script = await cli('scan --all', {
      answers: { ...answers, 'hosts.list': () => ok([row('web1', {}, { state: 'failed', problem: locked })]) },
    });
    expect(script.exit).toBe(3);
    expect(script.out).toContain('--passphrase-file');
  });
  test('change-passphrase, unlock, lock, start-anew', async () => {
    const answers: Answers = {
      ...credentials,
      'vault.changePassphrase': () => ok({}),
      'vault.unlock': () => ok({}),
      'vault.lock': () => ok({}),
      'vault.startAnew': () => ok({ setAside: '/data/vault.json.aside-1' }),
    };
    const change = `vault change-passphrase --passphrase-file ${file('old', 'old one')} --new-passphrase-file ${file('next', 'a new passphrase')}`;
    expect((await cli(change, { answers })).inputsOf('vault.changePassphrase')).toEqual([{ current: 'old one', next: 'a new passphrase' }]);
    expect((await cli('vault unlock', { answers, types: ['right'] })).inputsOf('vault.unlock')).toEqual([{ passphrase: 'right' }]);
    expect((await cli('vault unlock', { answers })).exit).toBe(3);
    expect((await cli('vault lock --json', { answers })).outcome).toMatchObject({ ok: true, value: { locked: true } });
    expect((await cli('vault start-anew backup', { answers })).exit).toBe(2);
    const anew = await cli('vault start-anew backup --yes', { answers });
    expect(anew.inputsOf('vault.startAnew')).toEqual([{ from: 'backup' }]);
    expect(anew.out).toContain('vault.json.aside-1');
  });
});
