import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { AuditVerdict } from '../../shared/contract/contract.ts';
import { GENESIS } from './audit.ts';
import { hostId, minute, opened, sampleHost, temporary } from './store.test-kit.ts';
import type { HistoryQuery, Store } from './store.ts';

const everything: HistoryQuery = { before: null, limit: 100, hostId: null, deploymentId: null, search: '' };

function written(store: Store, count: number): void {
  for (let n = 1; n <= count; n++) store.audit.append({ action: 'host.added', text: `entry ${n}`, details: { n } });
}

test('an entry says who decided what, when, about which host, and follows from the one before it', () => {
  using place = temporary();
  const store = opened(place.file, { now: () => new Date(minute(5)) });
  store.hosts.add(sampleHost());
  expect([store.audit.head(), store.audit.verify()]).toEqual([
    GENESIS,
    { intact: true, entries: 0, removed: 0, head: GENESIS, brokenAt: null, why: null },
  ]);
  const first = store.audit.append({
    action: 'host.added',
    text: 'host-1 added',
    hostId: hostId(1),
    details: { b: [1, { y: null, x: 'ü' }], a: true },
  });
  expect(first).toEqual({
    seq: 1,
    at: minute(5),
    actor: 'ada',
    action: 'host.added',
    hostId: hostId(1),
    hostName: 'host-1',
    deploymentId: null,
    text: 'host-1 added',
    details: { a: true, b: [1, { x: 'ü', y: null }] },
  });
  const second = store.audit.append({ action: 'run.done', text: 'done', actor: 'patchbay', deploymentId: 'deploy00001' });
  expect(store.audit.list(everything)).toEqual([second, first]);
  // The formula as documented, by hand: whoever has the rows can check the chain without Patchbay.
  const sha = (row: string) => createHash('sha256').update(row).digest('hex');
  const hash = sha(
    `[1,"${minute(5)}","ada","host.added","host-1 added","${hostId(1)}",null,"{\\"a\\":true,\\"b\\":[1,{\\"x\\":\\"ü\\",\\"y\\":null}]}","${GENESIS}"]`,
  );
  const head = sha(`[2,"${minute(5)}","patchbay","run.done","done",null,"deploy00001","{}","${hash}"]`);
  expect(store.audit.verify()).toEqual({ intact: true, entries: 2, removed: 0, head, brokenAt: null, why: null });
  expect(store.audit.head()).toBe(head);
  store.close();
});

test('history is read page by page and found by host, deployment and words', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost(1, { name: 'Mailserver' }));
  written(store, 3);
  store.audit.append({ action: 'scan.finished', text: '100% read_me', hostId: hostId(1) });
  store.audit.append({ action: 'deployment.started', text: 'Started', deploymentId: 'deploy00001', actor: 'grace' });
  const seqs = (query: Partial<HistoryQuery>) => store.audit.list({ ...everything, ...query }).map((one) => one.seq);
  expect(seqs({ limit: 2 })).toEqual([5, 4]);
  expect(seqs({ limit: 2, before: 4 })).toEqual([3, 2]);
  expect(seqs({ hostId: hostId(1) })).toEqual([4]);
  expect(seqs({ deploymentId: 'deploy00001' })).toEqual([5]);
  expect([
    seqs({ search: 'mailSERVER' }),
    seqs({ search: 'grace' }),
    seqs({ search: 'scan.fin' }),
    seqs({ search: '%' }),
    seqs({ search: 'entry 2' }),
  ]).toEqual([[4], [5], [4], [4], [2]]);
  store.close();
});

test.each([
  'update audit set text = 0 where seq = 2',
  'delete from audit where seq = 2',
  `insert or replace into audit select * from audit where seq = 2`,
  `insert into audit select seq + 2, at, actor, action, text, host_id, deployment_id, details, hash, hash from audit where seq = 3`,
])('the file itself refuses: %s', (sql) => {
  using place = temporary();
  const store = opened(place.file);
  written(store, 3);
  const raw = new Database(place.file);
  expect(() => raw.exec(sql)).toThrow(/the audit log/);
  raw.close();
  expect(store.audit.verify()).toMatchObject({ intact: true, entries: 3 });
  store.close();
});

const DROP = 'drop trigger audit_never_changes; drop trigger audit_never_shrinks; drop trigger audit_only_grows;';
const REHASHED = createHash('sha256').update('forged').digest('hex');
test.each<[string, string, { brokenAt: number; why: RegExp }]>([
  ['a changed text', `update audit set text = 'entry 3!' where seq = 3`, { brokenAt: 3, why: /content/ }],
  ['a changed actor', `update audit set actor = 'eve' where seq = 5`, { brokenAt: 5, why: /content/ }],
  ['a changed time', `update audit set at = '2020-01-01T00:00:00.000Z' where seq = 1`, { brokenAt: 1, why: /content/ }],
  ['another host', `update audit set host_id = 'host000009' where seq = 2`, { brokenAt: 2, why: /content/ }],
  ['another deployment', `update audit set deployment_id = 'x' where seq = 2`, { brokenAt: 2, why: /content/ }],
  ['changed details, if only by a space', `update audit set details = '{ "n":4}' where seq = 4`, { brokenAt: 4, why: /content/ }],
  ['details that are no JSON', `update audit set details = 'x' where seq = 4`, { brokenAt: 4, why: /content/ }],
  [
    'a row that was changed and hashed anew',
    `update audit set text = 'x', hash = '${REHASHED}' where seq = 3`,
    { brokenAt: 3, why: /content/ },
  ],
  ['a new link', `update audit set previous = hash where seq = 3`, { brokenAt: 3, why: /follow/ }],
  ['a missing first entry', `delete from audit where seq = 1`, { brokenAt: 2, why: /entry 1 is missing/ }],
  ['a missing entry', `delete from audit where seq = 3`, { brokenAt: 4, why: /entry 3 is missing/ }],
  [
    'a missing entry whose number was closed up',
    `delete from audit where seq = 3; update audit set seq = seq - 1 where seq > 3`,
    { brokenAt: 3, why: /follow/ },
  ],
  [
    'two that changed places',
    `update audit set seq = 99 where seq = 2; update audit set seq = 2 where seq = 3; update audit set seq = 3 where seq = 99`,
    { brokenAt: 2, why: /follow/ },
  ],
  [
    'one put in between',
    `update audit set seq = seq + 1000 where seq > 3; update audit set seq = seq - 999 where seq > 1000; insert into audit select 4, at, actor, action, 'x', null, null, details, hash, '${REHASHED}' from audit where seq = 3`,
    { brokenAt: 4, why: /content/ },
  ],
  [
    'one put at the end',
    `insert into audit select 7, at, actor, action, 'x', null, null, details, hash, '${REHASHED}' from audit where seq = 6`,
    { brokenAt: 7, why: /content/ },
  ],
])('%s is found', (_, sql, { brokenAt, why }) => {
  using place = temporary();
  const store = opened(place.file);
  written(store, 6);
  expect(store.audit.verify()).toMatchObject({ intact: true, entries: 6 });
  const raw = new Database(place.file);
  raw.exec(`${DROP} ${sql}`);
  raw.close();
  expect(store.audit.verify()).toMatchObject({ intact: false, brokenAt, why: expect.stringMatching(why) });
  for (const most of [1, 2, 3, 100]) expect(inParts(store, most)).toEqual(store.audit.verify());
  store.close();
});

function inParts(store: Store, most: number): AuditVerdict {
  let walk = store.audit.check(null, most);
  while (!walk.isOver) walk = store.audit.check(walk, most);
  return walk.verdict;
}

test('a cut-off end is told by the head that was written down elsewhere, and by nothing else', () => {
  using place = temporary();
  const store = opened(place.file);
  written(store, 6);
  const printed = store.audit.head();
  const raw = new Database(place.file);
  raw.exec(`${DROP} delete from audit where seq > 4`);
  raw.close();
  expect(store.audit.verify()).toMatchObject({ intact: true, entries: 4 });
  expect(store.audit.head()).not.toBe(printed);
  store.close();
});

test('an entry is kept or lost together with what it tells of', () => {
  using place = temporary();
  const store = opened(place.file);
  const failing = () =>
    store.transaction(() => {
      store.hosts.add(sampleHost());
      store.audit.append({ action: 'host.added', text: 'host-1 added' });
      throw new Error('no');
    });
  expect(failing).toThrow('no');
  expect([store.hosts.list(), store.audit.verify().entries]).toEqual([[], 0]);
  store.close();
});

test('what goes by the name of a secret is not written, nor is a private key in any text', () => {
  using place = temporary();
  const store = opened(place.file);
  const key = '-----BEGIN OPENSSH PRIVATE KEY-----\ncanary-key\n-----END OPENSSH PRIVATE KEY-----';
  const details = {
    password: 'canary-1',
    host: { sudoPassword: ['canary-2'], passphrase: { a: 'canary-3' }, apiToken: 7, private_key: 'canary-4', name: 'web' },
    note: `see ${key}.`,
    cut: key.slice(0, 60),
  };
  const entry = store.audit.append({ action: 'x', text: `pasted ${key}`, details });
  expect(entry.details).toEqual({
    password: '***',
    host: { sudoPassword: '***', passphrase: '***', apiToken: '***', private_key: '***', name: 'web' },
    note: 'see ***.',
    cut: '***',
  });
  const raw = new Database(place.file, { readonly: true });
  expect(JSON.stringify(raw.prepare('select * from audit').all())).not.toContain('canary');
  raw.close();
  store.close();
});

test('a key "__proto__" in the details is kept as the text it is', () => {
  using place = temporary();
  const store = opened(place.file);
  store.audit.append({ action: 'x', text: 'y', details: JSON.parse('{"__proto__": {"polluted": 1}, "a": 2}') as Record<string, unknown> });
  expect(JSON.stringify(store.audit.list(everything)[0]?.details)).toBe('{"__proto__":{"polluted":1},"a":2}');
  expect(store.audit.verify().intact).toBe(true);
  store.close();
});

test("the moments of a deployment's runs are those of its runs, oldest first, and of nothing else", () => {
  using place = temporary();
  let now = 0;
  const store = opened(place.file, { now: () => new Date(minute(now++)) });
  store.hosts.add(sampleHost());
  const entry = (action: string, deploymentId: string | null, host: string | null = hostId(1)) =>
    store.audit.append({ action, text: action, deploymentId, hostId: host });
  entry('deployment.started', 'deploy00001', null);
  entry('run.intended', 'deploy00001');
  entry('kits.expired', 'deploy00001');
  entry('run.done', 'deploy00002');
  entry('run.set-lost', 'deploy00001');
  entry('run.some-new-thing', 'deploy00001');
  expect(store.audit.moments('deploy00001')).toEqual([
    { hostId: hostId(1), at: minute(1), what: 'intended' },
    { hostId: hostId(1), at: minute(4), what: 'set-lost' },
  ]);
  store.close();
});
