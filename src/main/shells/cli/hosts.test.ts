import { describe, expect, test } from 'vitest';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { HostDraft } from '../../../shared/domain/host.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { AT, host, newKey, row } from './fixtures.test-kit.ts';

const info: Answers['app.info'] = () => ok({ version: '0.1.0', shell: 'cli', dataFolder: '/data', user: 'ana', isRoot: false });
const list: Answers['hosts.list'] = () => ok([row('web1', { tags: ['shop'] }), row('db1')]);
const added: Answers['hosts.add'] = (draft) => ok({ ...draft, id: 'abcdefgh0001', createdAt: AT });

describe('list', () => {
  test('all of them, and "hosts" alone is the same', async () => {
    for (const line of ['hosts list', 'hosts']) {
      const seen = await cli(line, { answers: { 'hosts.list': list } });
      expect(seen.exit).toBe(0);
      expect(seen.out).toMatch(/Host +Ring +State +System/);
      expect(seen.out).toMatch(/web1 +1 +✓ Scanned +Debian GNU\/Linux 12 \(bookworm\) +50 +26 +no/);
    }
  });
  test('some of them, as JSON', async () => {
    const seen = await cli('hosts list tag:shop --json', { answers: { 'hosts.list': list } });
    expect(seen.outcome).toMatchObject({ ok: true, exit: 0, value: [{ host: { name: 'web1' } }] });
    expect(seen.outcome['value']).toHaveLength(1);
  });
  test('an empty inventory is no error and says how to fill it', async () => {
    const answers: Answers = { 'hosts.list': () => ok([]) };
    expect(await cli('hosts list', { answers })).toMatchObject({
      exit: 0,
      out: expect.stringContaining('patchbay hosts import') as string,
    });
    expect((await cli('hosts list --json', { answers })).outcome).toEqual({ ok: true, exit: 0, value: [] });
  });
});

describe('show', () => {
  const facts: NonNullable<CallOutput<'hosts.get'>['facts']> = {
    platform: 'apt',
    os: { id: 'debian', versionId: '12', codename: 'bookworm', pretty: 'Debian GNU/Linux 12' },
    hostname: 'web1',
    kernel: { running: '6.1.0-50', newest: '6.1.0-56', machine: 'x86_64' },
    bootId: 'b',
    uptimeSeconds: 7500,
    clockSkewSeconds: 0,
    hardware: {
      vendor: 'v',
      model: 'm',
      serial: null,
      cpu: 'EPYC',
      cores: 2,
      memoryBytes: 4_000_000_000,
      disks: [],
      virtualisation: 'kvm',
    },
    updates: [],
    lists: { at: AT, refreshed: true },
    services: [],
    failedUnits: ['x.service'],
    listeners: [{ protocol: 'tcp', address: '0.0.0.0', port: 22, process: 'sshd' }],
    reboot: { required: true, reasons: ['linux-image'] },
    staleProcesses: [],
    space: [{ path: '/', totalBytes: 20_000_000_000, freeBytes: 4_600_000_000, freeInodes: 1 }],
    packageState: { interrupted: false, audit: [] },
    configsAside: [],
    rights: 'none',
    unseen: ['processes of other users: elevation is "none"'],
  };
  test('its facts and what could not be seen', async () => {
    const answers: Answers = { 'hosts.list': list, 'hosts.get': () => ok({ row: row('web1'), facts, factsAt: AT, unseen: facts.unseen }) };
    const seen = await cli('hosts show web1', { answers });
    expect(seen.exit).toBe(0);
    expect(seen.out).toMatch(/kernel +6\.1\.0-50 runs, 6\.1\.0-56 is installed/);
    expect(seen.out).toMatch(/up for +2 h 5 min/);
    expect(seen.out).toContain('/ 4.6 GB of 20 GB');
    expect(seen.out).toContain('not seen: processes of other users');
    expect((await cli('hosts show web1 --json', { answers })).outcome).toMatchObject({
      ok: true,
      value: { facts: { kernel: { running: '6.1.0-50' } } },
    });
  });
  test('before the first scan everything else is unknown', async () => {
    const never = row('web1', {}, { state: 'never', lastGoodAt: null, triedAt: null });
    const seen = await cli('hosts show web1', {
      answers: { 'hosts.list': () => ok([never]), 'hosts.get': () => ok({ row: never, facts: null, factsAt: null, unseen: [] }) },
    });
    expect(seen.out).toContain('Not scanned yet');
  });
  test('several hosts are not one', async () => {
    expect((await cli('hosts show *', { answers: { 'hosts.list': list } })).exit).toBe(2);
  });
  test('packages and changes', async () => {
    const packages: Answers['hosts.packages'] = () =>
      ok([
        { name: 'vim', arch: 'amd64', version: '2:9.0', source: 'vim', sourceVersion: '2:9.0', origin: null, held: true, healthy: false },
      ]);
    const seen = await cli('hosts packages web1 vi', { answers: { 'hosts.list': list, 'hosts.packages': packages } });
    expect(seen.inputsOf('hosts.packages')).toEqual([{ id: 'web100000000', search: 'vi' }]);
    expect(seen.out).toMatch(/vim +2:9\.0 +amd64 +no source lists it +held +✗ Half installed/);
    const changes = await cli('hosts changes web1', {
      answers: { 'hosts.list': list, 'hosts.history': () => ok([{ at: AT, text: 'openssl 1 -> 2' }]) },
    });
    expect(changes.out).toMatch(/today \d\d:\d\d {2}openssl 1 -> 2/);
  });
});

describe('add', () => {
  const answers: Answers = { 'app.info': info, 'hosts.add': added };
  const draftOf = async (line: string) => (await cli(line, { answers })).inputsOf('hosts.add')[0];

  test('the least that can be said', async () => {
    expect(await draftOf('hosts add web1')).toEqual({
      name: 'web1',
      transport: 'ssh',
      address: 'web1',
      user: 'ana',
      signIn: { by: 'agent' },
      elevation: 'sudo',
    });
  });
  test('everything', async () => {
    const line =
      'hosts add db1 --address 192.0.2.7 --port 2222 --user root --key /keys/id --jump gate@192.0.2.1:2200 --jump [2001:db8::1]:23 --tag shop,eu --tag x --ring 0 --notes hello';
    expect(await draftOf(line)).toEqual({
      name: 'db1',
      transport: 'ssh',
      address: '192.0.2.7',
      port: 2222,
      user: 'root',
      signIn: { by: 'key', path: '/keys/id' },
      jumps: [
        { user: 'gate', address: '192.0.2.1', port: 2200 },
        { user: 'root', address: '2001:db8::1', port: 23 },
      ],
      elevation: 'root',
      tags: ['shop', 'eu', 'x'],
      ring: 0,
      notes: 'hello',
    });
  });
  test('this computer, as who runs it', async () => {
    expect(await draftOf('hosts add laptop --local')).toMatchObject({
      transport: 'local',
      address: 'localhost',
      user: 'ana',
      elevation: 'sudo',
    });
  });
  test('says what to do next', async () => {
    const seen = await cli('hosts add web1 --user root', { answers });
    expect(seen).toMatchObject({
      exit: 0,
      out: 'Added web1: ssh root@web1:22 by agent, elevation root, ring 1\nNext: patchbay scan web1\n',
    });
  });
  test.each([
    'hosts add web1 --port 0',
    'hosts add web1 --ring 10',
    'hosts add web1 --key a --password',
    'hosts add web1 --jump a@b@c:1:2',
    'hosts add web1 --elevation doas',
    'hosts add',
    'hosts add -x',
  ])('%s is refused before anything is opened', async (line) => {
    expect(await cli(line, { answers })).toMatchObject({ exit: 2, opened: [] });
  });
  test('what the engine refuses is named by field', async () => {
    const seen = await cli('hosts add web1 --address -oProxyCommand=x', { answers });
    expect(seen.exit).toBe(2);
    expect(seen.err).toContain('| address: letters, digits');
  });
  test('a secret cannot be given on the command line', async () => {
    expect((await cli('hosts add web1 --password=hunter2', { answers })).exit).toBe(2);
    expect((await cli('hosts add web1 --password hunter2', { answers })).exit).toBe(2);
  });
});

test('edit changes what is given and leaves the rest', async () => {
  const edited: Answers['hosts.edit'] = ({ id, draft }) => ok({ ...draft, id, createdAt: AT });
  const before = host('web1', { tags: ['shop'], notes: 'old', jumps: [{ user: 'a', address: 'b', port: 22 }] });
  const answers: Answers = { 'hosts.list': () => ok([{ ...row('web1'), host: before }]), 'hosts.edit': edited };
  const seen = await cli('hosts edit web1 --name www --password --jump none', { answers });
  const { id, createdAt: _, ...draft } = before;
  expect(seen.inputsOf('hosts.edit')).toEqual([
    { id, draft: { ...draft, name: 'www', signIn: { by: 'password' }, jumps: [] } satisfies HostDraft },
  ]);
});

describe('remove and restore', () => {
  const answers: Answers = {
    'hosts.list': list,
    'hosts.remove': ({ ids }) => ok({ removed: ids.length }),
    'hosts.restore': ({ ids }) => ok({ restored: ids.length }),
  };
  test('asks, and tells the way back', async () => {
    const yes = await cli('hosts remove web1', { answers, types: ['y'] });
    expect(yes.inputsOf('hosts.remove')).toEqual([{ ids: ['web100000000'] }]);
    expect(yes.out).toContain('Undo: patchbay hosts restore web100000000');
    const no = await cli('hosts remove web1', { answers, types: [''] });
    expect(no.exit).toBe(130);
    expect(no.inputsOf('hosts.remove')).toEqual([]);
  });
  test('wants --yes where nobody can be asked', async () => {
    expect((await cli('hosts remove web1', { answers })).err).toContain('--yes');
    expect(await cli('hosts remove web1 --yes --json', { answers })).toMatchObject({
      exit: 0,
      outcome: { value: { removed: 1, names: ['web1'] } },
    });
  });
  test('restores by the name in the history, or by id', async () => {
    const entry = {
      seq: 9,
      at: AT,
      actor: 'ana',
      action: 'host.removed',
      hostId: 'web100000000',
      hostName: 'web1',
      deploymentId: null,
      text: 'Removed',
      details: {},
    };
    const seen = await cli('hosts restore web1 db1000000000', {
      answers: { ...answers, 'history.list': ({ search }) => ok(search === 'web1' ? [entry] : []) },
    });
    expect(seen.inputsOf('hosts.restore')).toEqual([{ ids: ['web100000000', 'db1000000000'] }]);
    expect((await cli('hosts restore nope', { answers: { ...answers, 'history.list': () => ok([]) } })).exit).toBe(2);
  });
});

describe('accept-key', () => {
  const waits = row('web1', {}, { state: 'failed', problem: newKey });
  const answers: Answers = {
    'hosts.list': () => ok([waits]),
    'hosts.acceptKey': ({ fingerprint }) =>
      fingerprint.startsWith('SHA256:abc')
        ? ok({})
        : fail({ kind: 'conflict', detail: 'The host shows another key', next: 'Compare again.' }),
  };
  test('by its fingerprint', async () => {
    expect(await cli('hosts accept-key web1 --fingerprint SHA256:abc', { answers })).toMatchObject({ exit: 0 });
    const other = await cli('hosts accept-key web1 --fingerprint SHA256:zzz --json', { answers });
    expect(other).toMatchObject({
      exit: 2,
      outcome: { ok: false, problem: { kind: 'conflict' }, explanation: { title: 'The host shows another key' } },
    });
  });
  test('at a terminal it is shown and asked for', async () => {
    const seen = await cli('hosts accept-key web1', { answers, types: ['yes'] });
    expect(seen.exit).toBe(0);
    expect(seen.err).toContain('SHA256:abcdefghijklmnopqrstuvwxyz');
    expect((await cli('hosts accept-key web1', { answers, types: ['n'] })).inputsOf('hosts.acceptKey')).toEqual([]);
  });
  test('is never accepted unseen', async () => {
    const seen = await cli('hosts accept-key web1', { answers });
    expect(seen.exit).toBe(2);
    expect(seen.err).toContain('--fingerprint');
    expect((await cli('hosts accept-key web1', { answers: { ...answers, 'hosts.list': list }, types: ['y'] })).err).toContain(
      'Scan it first',
    );
  });
});

describe('import', () => {
  const { id: _, createdAt: __, ...draft } = host('web1');
  const fresh = { alreadyThere: false, sameAs: null, changes: [] };
  const old = { id: 'abcdefgh0001', name: 'old', by: 'name' as const };
  const rows: CallOutput<'hosts.importPreview'>['rows'] = [
    { line: 1, alias: 'web1', draft, notes: ['ProxyCommand is not run'], ...fresh },
    { line: 5, alias: 'old', draft, notes: [], alreadyThere: true, sameAs: old, changes: [{ field: 'site', before: '', after: 'Berlin' }] },
    { line: 9, alias: 'bad', draft: null, notes: ['no address'], ...fresh },
  ];
  const about = { kind: 'ssh-config' as const, encoding: 'UTF-8', notes: ['Columns that were not read: "x".'], digest: 'd' };
  const answers: Answers = {
    'hosts.importPreview': ({ path }) => ok({ path: path ?? '/home/ana/.ssh/config', rows, ...about }),
    'hosts.import': ({ aliases, update }) => ok({ added: aliases.filter((alias) => alias !== 'old').length, updated: update ? 1 : 0 }),
  };
  test('shows all of them, adds the new ones', async () => {
    const seen = await cli('hosts import', { answers, types: ['y'] });
    expect(seen.inputsOf('hosts.import')).toEqual([{ path: null, aliases: ['web1'], digest: 'd' }]);
    expect(seen.err).toContain('✗ Not taken');
    expect(seen.err).toContain('○ There already');
    expect(seen.out).toContain('ProxyCommand is not run');
  });
  test('without a terminal only by --yes; --dry-run adds nothing', async () => {
    expect((await cli('hosts import /x/config', { answers })).exit).toBe(2);
    const done = await cli('hosts import /x/config --only web1 --yes --json', { answers });
    expect(done).toMatchObject({ exit: 0, outcome: { value: { added: 1 } } });
    expect(done.inputsOf('hosts.import')).toEqual([{ path: '/x/config', aliases: ['web1'], digest: 'd' }]);
    const dry = await cli('hosts import --dry-run', { answers });
    expect(dry.inputsOf('hosts.import')).toEqual([]);
    expect(dry.out).toContain('Would add 1 host');
  });
  test('gives the new hosts a tag and a ring', async () => {
    const edit: Answers['hosts.editMany'] = () => ok({ edits: [] });
    const seen = await cli('hosts import --yes --tag lab --ring 0', {
      answers: { ...answers, 'hosts.list': list, 'hosts.editMany': edit },
    });
    expect(seen.inputsOf('hosts.editMany')).toEqual([{ ids: ['web100000000'], change: { addTags: ['lab'], ring: 0 } }]);
  });
  test('updates what is there only when asked to, and says what changes', async () => {
    const seen = await cli('hosts import /x/hosts.csv --kind csv --update', { answers, types: ['y'] });
    expect(seen.err).toContain('Add 1 host and update 1 host?');
    expect(seen.err).toMatch(/old .*● Update .*changes site/);
    expect(seen.err).toContain('Columns that were not read: "x".');
    expect(seen.inputsOf('hosts.import')).toEqual([
      { path: '/x/hosts.csv', kind: 'csv', aliases: ['web1', 'old'], digest: 'd', update: true },
    ]);
    expect(seen.out).toContain('Added 1 host and updated 1 host');
  });
  test('an alias that is not in the file is an error', async () => {
    expect((await cli('hosts import --only wbe1 --yes', { answers })).exit).toBe(2);
  });
});
