import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { ReportData } from '../../../shared/domain/compliance/report-data.ts';
import { hostId } from '../../store/store.test-kit.ts';
import {
  type Entry,
  endoflifeFile,
  installed,
  kevFile,
  resolved,
  tracker,
  world,
  type World,
} from '../vulnerabilities/vulnerabilities.test-kit.ts';
import { reportData } from './report-data.ts';

const CVE = 'CVE-2026-10001';
const OTHER = 'CVE-2026-10002';

/** Two hosts: openssl is found on 1 November, mended on the 20th, taken back on the 21st; curl's finding is withdrawn by the vendor. */
async function shop(): Promise<World> {
  const w = await world(3);
  onTestFinished(() => w.end());
  const openssl = (version: string) => ({ packages: [installed('openssl', version), installed('curl', '7.88.1-10')] });
  w.says.set('kev.json', kevFile());
  w.says.set('endoflife.json', endoflifeFile());
  const look = async (at: string, version: string, ...entries: readonly Entry[]): Promise<void> => {
    w.at(at);
    w.says.set('debian-tracker.json', tracker(['openssl', CVE, resolved('3.0.17-1')], ...entries));
    w.scan(1, openssl(version));
    await w.update('debian-tracker', 'kev', 'endoflife');
    await w.board.judge();
  };
  await look('2026-11-01T10:00:00.000Z', '3.0.14-1', ['curl', OTHER, resolved('7.88.1-11')]);
  await w.call('rules.use', { ids: ['cyber-essentials'] });
  await look('2026-11-10T10:00:00.000Z', '3.0.14-1');
  await look('2026-11-20T10:00:00.000Z', '3.0.17-1');
  await look('2026-11-21T10:00:00.000Z', '3.0.14-1');
  w.at('2026-11-22T10:00:00.000Z');
  w.scan(2, { packages: [installed('bash', '5.2-1')] });
  await w.update('debian-tracker', 'kev', 'endoflife');
  await w.board.judge();
  return w;
}

const question = {
  framework: 'own',
  from: '2026-11-01',
  to: '2026-11-30',
  site: null,
  group: null,
  freshnessDays: 14,
  targetPercent: null,
} as const;
const at = (w: World, now: string): Promise<ReportData> => reportData(w.context.store, w.board.feeds, question, now);

test('fixed late, taken back with its first clock, withdrawn by the vendor: by hand', async () => {
  const w = await shop();
  const then = await at(w, '2026-11-20T12:00:00.000Z');
  expect(then.items).toHaveLength(1);
  expect(then.items[0]).toMatchObject({ source: 'openssl', fixed: '3.0.17-1', cves: [CVE], state: 'fixed-late', clock: '2026-11-01T10:00:00.000Z', due: '2026-11-15T10:00:00.000Z', rule: 'cyber-essentials', fixedAt: '2026-11-20T10:00:00.000Z', reopenedAt: null }); // prettier-ignore
  expect(then.withdrawn).toBe(1);
  const now = await at(w, '2026-11-22T12:00:00.000Z');
  expect(now.items[0]).toMatchObject({ state: 'open-overdue', clock: '2026-11-01T10:00:00.000Z', due: '2026-11-15T10:00:00.000Z', fixedAt: null, reopenedAt: '2026-11-21T10:00:00.000Z' }); // prettier-ignore
  expect(now.hosts.map(({ status, knowledge }) => [status, knowledge])).toEqual([
    ['overdue', 'known'],
    ['compliant', 'known'],
    ['unknown', 'never-scanned'],
  ]);
});

test('an exception changes the state and never the clock; it counts from the day it was granted', async () => {
  const w = await shop();
  const draft = {
    cve: CVE,
    source: null,
    hostIds: [],
    kind: 'accepted',
    owner: 'Kim',
    reason: 'tested',
    compensatingControl: null,
    expiresOn: '2026-12-31',
  } as const;
  await w.call('exceptions.add', { ...draft, hostIds: [] });
  const now = await at(w, '2026-11-22T12:00:00.000Z');
  expect(now.items[0]).toMatchObject({ state: 'excepted', due: '2026-11-15T10:00:00.000Z' });
  expect(now.exceptions).toMatchObject([{ what: CVE, items: 1, state: 'holds', owner: 'Kim', control: null }]);
  expect((await at(w, '2026-11-21T12:00:00.000Z')).items[0]?.state).toBe('open-overdue');
  expect((await w.call('reports.figures', question)).hosts.status).toMatchObject({ excepted: 1, overdue: 0 });
});

test('the same database gives the same hash, and another one another', async () => {
  const w = await shop();
  const make = () => w.call('reports.make', { question, path: join(w.folder, 'r.pdf') });
  const [one, two] = [await make(), await make()];
  expect(two.row.hash).toBe(one.row.hash);
  expect([one.row.id, two.row.id]).toEqual(['PB-2026-0001', 'PB-2026-0002']);
  await w.call('rules.use', { ids: [] });
  expect((await make()).row.hash).not.toBe(one.row.hash);
});

test('without a browser there is HTML, and that is said; every row of an annex has the id', async () => {
  const w = await shop();
  const made = await w.call('reports.make', { question, path: join(w.folder, 'r.pdf') });
  expect([made.problem?.kind, made.pages]).toEqual(['not-printed', null]);
  const paths = made.files.map((one) => one.path.slice(w.folder.length + 1));
  expect(paths.slice(0, 4)).toEqual(['r.html', 'r.data.json', 'r-annex/hosts.csv', 'r-annex/items.csv']);
  expect(readFileSync(join(w.folder, 'r.html'), 'utf8')).toContain('1 of 3 hosts is compliant (33.3 %)');
  const items = readFileSync(join(w.folder, 'r-annex', 'items.csv'), 'utf8')
    .trim()
    .split('\r\n');
  expect(items).toHaveLength(2);
  expect(items[1]).toMatch(new RegExp(`^${made.row.id},host-1,openssl,`));
});

const outcomes = async (w: World, path: string): Promise<Record<string, string>> =>
  Object.fromEntries((await w.call('reports.verify', { path })).checks.map((one) => [one.name, one.outcome]));

test('a report verifies; a changed figure, a changed row and a changed chain are found', async () => {
  const w = await shop();
  await w.call('reports.make', { question, path: join(w.folder, 'r.pdf') });
  const file = join(w.folder, 'r.data.json');
  const good = await w.call('reports.verify', { path: file });
  expect(good.holds).toBe(true);
  expect(good.checks.find((one) => one.name.startsWith('Database'))?.outcome).toBe('holds');

  const forged = join(w.folder, 'forged.json');
  writeFileSync(forged, readFileSync(file, 'utf8').replace('"open-overdue"', '"fixed-on-time"'));
  expect(await outcomes(w, forged)).toMatchObject({ 'Report on record': 'differs' });

  const db = new DatabaseSync(join(w.folder, 'patchbay.sqlite'));
  onTestFinished(() => db.close());
  db.exec(`update host_finding set since = since + 86400000 where since = (select min(since) from host_finding)`);
  const moved = await w.call('reports.verify', { path: file });
  const again = moved.checks.find((one) => one.name.startsWith('Database'));
  expect([again?.outcome, moved.holds]).toEqual(['differs', false]);
  expect(again?.detail).toContain('items (row 1)');

  db.exec(`drop trigger audit_never_changes; update audit set text = 'nothing' where seq = 1`);
  expect(await outcomes(w, file)).toMatchObject({ 'Audit chain': 'differs', 'Report on record': 'holds' });
});

test('what is no report says so', async () => {
  const w = await world(1);
  onTestFinished(() => w.end());
  const path = join(w.folder, 'x.pdf');
  writeFileSync(path, '%PDF-1.7\nnothing');
  expect(await w.ask('reports.verify', { path })).toMatchObject({ ok: false, problem: { kind: 'no-report' } });
  expect(await w.ask('reports.verify', { path: join(w.folder, 'missing.pdf') })).toMatchObject({ ok: false, problem: { kind: 'file' } });
  writeFileSync(path, '{"format":1}');
  const { holds } = await w.call('reports.verify', { path });
  expect(holds).toBe(false);
});

test('the last report of the same scope is where the changes are counted from', async () => {
  const w = await shop();
  w.at('2026-11-20T12:00:00.000Z');
  await w.call('reports.make', { question: { ...question, to: '2026-11-20' }, path: join(w.folder, 'a.pdf') });
  w.at('2026-11-22T12:00:00.000Z');
  const now = await at(w, '2026-11-22T12:00:00.000Z');
  expect(now.previous).toMatchObject({ id: 'PB-2026-0001', compliant: 1, scope: 3 });
  expect(now.previous?.delta).toEqual({ openThen: 0, movedOut: 0, newlyOpen: 0, reopened: 1, fixed: 0, noLongerNamed: 0, openNow: 1 });
  expect((await w.call('reports.get', { id: 'PB-2026-0001' })).figures.items.state['fixed-late']).toBe(1);
  expect(w.context.store.snapshots.newestDay()).toBe('2026-11-20');
  expect(now.hosts[0]?.id).toBe(hostId(1));
});
