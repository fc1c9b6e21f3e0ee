import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { toPackage, PACKAGE, type PackageRow } from './fact-items.ts';
import { canonical, fromJson } from './json.ts';
import type { FindingItem, Judged, Judgement, NewsDraft, Reader, Store } from './store.ts';

interface ItemRow {
  readonly id: number;
  readonly cve: string;
  readonly source: string;
  readonly status: FindingItem['status'];
  readonly fixed: string | null;
  readonly severity: string;
  readonly body: string;
}
interface NowRow extends ItemRow {
  readonly since: number;
}

const ITEM = 'f.id, f.cve, f.source, f.status, f.fixed, f.severity, f.body';
const iso = (ms: number): string => new Date(ms).toISOString();
const keyOf = ({ cve, source }: { cve: string; source: string }): string => `${cve} ${source}`;
const bodyOf = ({ packages, why }: FindingItem): string => canonical({ packages, why });
const toItem = ({ id: _, body, ...row }: ItemRow): FindingItem => ({ ...row, ...fromJson<Pick<FindingItem, 'packages' | 'why'>>(body) });

/** The newest good scan of each host that was not removed, and what it was judged by. */
const SUBJECTS = `
  select host.id as hostId, (select max(id) from scan where scan.host = host.n and good = 1) as scan,
    (select body from host_section s where s.host = host.n and s.name = 'os' and s.to_scan is null) as os,
    (select body from host_section s where s.host = host.n and s.name = 'kernel' and s.to_scan is null) as kernel,
    judging.basis, judging.at, judging.packages, judging.unjudged_count as unjudged, judging.release
  from host left join judging on judging.host = host.n where host.removed_at is null`;

export function readFindings(db: Database): Reader['findings'] {
  const subjects = db.prepare<[], { hostId: string; scan: number | null; os: string | null; kernel: string | null; basis: string | null; at: number | null; packages: number | null; unjudged: number | null; release: string | null }>(SUBJECTS); // prettier-ignore
  const packages = db.prepare<[string], PackageRow>(`
    select ${PACKAGE} from host_package h join package i on i.id = h.item
    where h.host = (select n from host where id = ?) and h.to_scan is null order by i.name, i.arch, i.version`);
  const names = db.prepare<[], string>('select distinct name from package').pluck();
  const installed = db.prepare<[string], { hostId: string; name: string; version: string; origin: string | null }>(`
    select host.id as hostId, i.name, i.version, i.origin from package i join host_package h on h.item = i.id and h.to_scan is null
    join host on host.n = h.host where host.removed_at is null and i.name in (select value from json_each(?)) order by host.name, i.name`);
  const placed = db.prepare<[string], { hostId: string; finding: number; since: number }>(`
    select host.id as hostId, h.finding, h.since from host join host_finding h on h.host = host.n and h.ended is null
    where host.removed_at is null and host.id in (select value from json_each(?))`);
  const items = db.prepare<[string], ItemRow>(`select ${ITEM} from finding f where f.id in (select value from json_each(?))`);
  const withCve = db.prepare<[string], { source: string; severity: string; hosts: string }>(`
    select f.source, max(f.severity) as severity, json_group_array(distinct host.id) as hosts
    from finding f join host_finding h on h.finding = f.id and h.ended is null join host on host.n = h.host
    where f.cve = ? and host.removed_at is null group by f.source`);
  const unjudged = db.prepare<[string], Buffer>('select unjudged from judging where host = (select n from host where id = ?)').pluck();
  const past = db.prepare<[string], ItemRow & { since: number; began: number; ended: number }>(`
    select ${ITEM}, h.since, h.began, h.ended from host_finding h join finding f on f.id = h.finding
    where h.host = (select n from host where id = ?) and h.ended is not null order by h.ended desc, f.cve limit 5000`);
  return {
    subjects: () =>
      subjects.all().map(({ os, kernel, at, ...row }) => ({
        ...row,
        os: os === null ? null : fromJson(os),
        kernel: kernel === null ? null : fromJson<{ running: string }>(kernel).running,
        at: at === null ? null : iso(at),
      })),
    packages: (hostId) => packages.all(hostId).map(toPackage),
    installed: (wanted) => installed.all(JSON.stringify(names.all().filter(wanted))),
    placed: (hostIds) => placed.all(JSON.stringify(hostIds)).map(({ since, ...row }) => ({ ...row, since: iso(since) })),
    items: (ids) => new Map(items.all(JSON.stringify(ids)).map((row) => [row.id, toItem(row)])),
    withCve: (cve) => withCve.all(cve).map(({ hosts, ...row }) => ({ ...row, hostIds: fromJson<string[]>(hosts) })),
    unjudged: (hostId) => {
      const body = unjudged.get(hostId);
      return body ? fromJson(inflateRawSync(body, { maxOutputLength: 64 * 1024 ** 2 }).toString()) : [];
    },
    ended: (hostId) =>
      past
        .all(hostId)
        .map(({ since, began, ended, ...row }) => ({ ...toItem(row), since: iso(since), began: iso(began), ended: iso(ended) })),
  };
}

/** What differs between two judgings of a host, as news; nothing where it is the first. */
function newsOf(before: ReadonlyMap<string, NowRow>, now: ReadonlyMap<string, FindingItem>, isFirst: boolean): NewsDraft[] {
  if (isFirst) return [];
  const news: NewsDraft[] = [];
  const say = (what: NewsDraft['what'], item: Pick<FindingItem, 'cve' | 'source' | 'severity'>, text: string): void =>
    void news.push({ what, cve: item.cve, source: item.source, severity: item.severity, text });
  for (const [key, item] of now) {
    const was = before.get(key);
    if (!was) {
      if (item.status !== 'unimportant') say('found', item, item.fixed ? `fixed in ${item.fixed}` : item.status);
    } else if (was.status !== item.status) {
      if (item.status === 'fixed-available') say('fix-released', item, `fixed in ${item.fixed ?? ''}, was ${was.status}`);
      else say('status-changed', item, `${was.status} -> ${item.status}`);
    }
  }
  for (const [key, was] of before) if (!now.has(key) && was.status !== 'unimportant') say('gone', was, `was ${was.status}`);
  return news;
}

export function writeFindings(db: Database): Omit<Store['findings'], keyof Reader['findings']> {
  const number = db.prepare<[string], number>('select n from host where id = ? and removed_at is null').pluck();
  const first = db.prepare<[number], number>('select 1 from judging where host = ?').pluck();
  const current = db.prepare<[number], NowRow>(`select ${ITEM}, h.since from host_finding h join finding f on f.id = h.finding where h.host = ? and h.ended is null`); // prettier-ignore
  const find = db
    .prepare<[string, string, string, string | null, string, string], number>(
      'select id from finding where cve = ? and source = ? and status = ? and fixed is ? and severity = ? and body = ?',
    ) // prettier-ignore
    .pluck();
  const add = db.prepare('insert into finding (cve, source, status, fixed, severity, body) values (?, ?, ?, ?, ?, ?)');
  const begin = db.prepare('insert into host_finding (host, finding, since, began) values (?, ?, ?, ?) on conflict (host, finding, began) do update set ended = null'); // prettier-ignore
  const end = db.prepare('update host_finding set ended = ? where host = ? and finding = ? and ended is null');
  const judge = db.prepare(`
    insert into judging values (@host, @at, @release, @basis, @packages, @unjudgedCount, @unjudged)
    on conflict (host) do update set at = @at, release = @release, basis = @basis, packages = @packages, unjudged_count = @unjudgedCount, unjudged = @unjudged`);
  const news = newsWriter(db);
  const itemId = (item: FindingItem): number => {
    const values = [item.cve, item.source, item.status, item.fixed, item.severity, bodyOf(item)] as const;
    return find.get(...values) ?? Number(add.run(...values).lastInsertRowid);
  };
  const record = (hostId: string, judgement: () => Judgement | null, at: string): Judged | null => {
    const host = number.get(hostId);
    const judged = host === undefined ? null : judgement();
    if (host === undefined || !judged) return null;
    const ms = Date.parse(at);
    const before = new Map(current.all(host).map((row) => [keyOf(row), row]));
    const now = new Map(judged.findings.map((item) => [keyOf(item), item]));
    for (const [key, row] of before) {
      const item = now.get(key);
      if (!item || !isSame(row, item)) end.run(ms, host, row.id);
    }
    for (const [key, item] of now) {
      const was = before.get(key);
      if (!was || !isSame(was, item)) begin.run(host, itemId(item), was?.since ?? ms, ms);
    }
    const said = newsOf(before, now, first.get(host) === undefined);
    for (const one of said) news(one, ms, [host]);
    const unjudged = deflateRawSync(JSON.stringify(judged.unjudged));
    const { release, basis, packages } = judged;
    judge.run({ host, at: ms, release, basis, packages, unjudgedCount: judged.unjudged.length, unjudged });
    return { findings: now.size, news: said.length };
  };
  const transaction = db.transaction(record);
  const hosts = db.prepare<[string], number>('select n from host where id in (select value from json_each(?))').pluck();
  return {
    record: (hostId, judgement, at) => transaction.immediate(hostId, judgement, at),
    tell: (draft, hostIds, at) => db.transaction(() => news(draft, Date.parse(at), hosts.all(JSON.stringify(hostIds)))).immediate(),
  };
}

const isSame = (row: NowRow, item: FindingItem): boolean =>
  row.status === item.status && row.fixed === item.fixed && row.severity === item.severity && row.body === bodyOf(item);

function newsWriter(db: Database): (draft: NewsDraft, at: number, hosts: readonly number[]) => void {
  const add =
    db.prepare(`insert into news (at, what, cve, source, text, severity, kev) values (@at, @what, @cve, @source, @text, @severity, @kev)
    on conflict (at, what, cve, source) do nothing`);
  const find = db.prepare<[number, string, string, string], number>('select n from news where at = ? and what = ? and cve = ? and source = ?').pluck(); // prettier-ignore
  const concern = db.prepare('insert or ignore into news_host values (?, ?)');
  return (draft, at, hosts) => {
    add.run({ ...draft, at, kev: draft.what === 'exploited' ? 1 : 0 });
    const n = find.get(at, draft.what, draft.cve, draft.source);
    for (const host of hosts) concern.run(n, host);
  };
}
