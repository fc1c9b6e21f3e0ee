import type { Database } from 'better-sqlite3';
import { Host } from '../../shared/domain/host.ts';
import { fromJson, fromJsonOrNull, parsed } from './json.ts';
import type { EvidenceReader, PackageSpan, ScanStanding } from './store-reports.ts';

type StandingRow = Omit<ScanStanding, 'problem' | 'system' | 'rebootRequired'> & {
  problem: string | null;
  os: string | null;
  rebootRequired: number | null;
};
type EntryRow = ReturnType<EvidenceReader['audit']>[number];

const iso = (ms: number): string => new Date(ms).toISOString();

/** Of the newest attempt that had ended by then, and the newest good one. Numbers of scans ascend with their ends, per host. */
const SCANS = `
  select host.id as hostId, tried.ended_at as triedAt, tried.problem, good.ended_at as lastGoodAt, good.reboot_required as rebootRequired,
    (select body from host_section s where s.host = host.n and s.name = 'os' and s.from_scan <= good.id and (s.to_scan is null or s.to_scan > good.id)) as os
  from host
  join scan tried on tried.id = (select max(id) from scan where scan.host = host.n and ended_at <= @at)
  left join scan good on good.id = (select max(id) from scan where scan.host = host.n and good = 1 and ended_at <= @at)`;

export function readEvidence(db: Database, items: EvidenceReader['items']): EvidenceReader {
  const hosts = db.prepare<{ at: string }, { id: string; created_at: string; draft: string }>(`
    select id, created_at, draft from host where created_at <= @at and (removed_at is null or removed_at > @at) order by name collate nocase, id`);
  const scans = db.prepare<{ at: string }, StandingRow>(SCANS);
  const spans = db.prepare<
    { from: number; to: number },
    { hostId: string; finding: number; began: number; ended: number | null; since: number }
  >(`
    with there as (
      select distinct h.host, f.cve, f.source from host_finding h join finding f on f.id = h.finding
      where h.began <= @to and (h.ended is null or h.ended >= @from))
    select host.id as hostId, h.finding, h.began, case when h.ended <= @to then h.ended end as ended, h.since
    from host_finding h join finding f on f.id = h.finding join host on host.n = h.host
    join there on there.host = h.host and there.cve = f.cve and there.source = f.source
    where h.began <= @to order by host.id, f.cve, f.source, h.began, h.finding`);
  const packages = db.prepare<[string, string], PackageSpan>(`
    select i.name, i.version, s.ended_at as "from", e.ended_at as "to" from host_package h join package i on i.id = h.item
    join scan s on s.id = h.from_scan left join scan e on e.id = h.to_scan
    where h.host = (select n from host where id = ?) and i.name in (select value from json_each(?)) order by i.name, h.from_scan`);
  const audit = db.prepare<{ from: string; to: string }, EntryRow>(`
    select seq, at, actor, action, coalesce(host.name, deployment_id, '') as object, hash, host_id as hostId, deployment_id as deploymentId
    from audit left join host on host.id = audit.host_id where at >= @from and at < @to order by seq`);
  const planMade = db.prepare<[string], string>('select created_at from plan where id = ?').pluck();
  const planned = db.prepare<[string, string], string>(`
    select distinct item.value ->> 'name' from plan_host, json_each(body, '$.transaction.items') item where plan = ? and host_id = ?`).pluck(); // prettier-ignore
  const hasEntry = db.prepare<[string], number>('select 1 from audit where hash = ?').pluck();
  return {
    hostsAt: (at) =>
      hosts.all({ at }).map((row) => parsed(Host, { ...fromJson<object>(row.draft), id: row.id, createdAt: row.created_at })),
    scansAt: (at) =>
      scans.all({ at }).map(({ os, problem, rebootRequired, ...row }) => ({
        ...row,
        problem: fromJsonOrNull(problem),
        system: fromJsonOrNull(os),
        rebootRequired: rebootRequired === null ? null : rebootRequired === 1,
      })),
    findings: (from, to) =>
      spans.all({ from: Date.parse(from), to: Date.parse(to) }).map(({ began, ended, since, ...row }) => ({
        ...row,
        began: iso(began),
        ended: ended === null ? null : iso(ended),
        since: iso(since),
      })),
    items,
    packages: (hostId, names) => packages.all(hostId, JSON.stringify(names)),
    audit: (from, to) => audit.all({ from, to }),
    planMadeAt: (planId) => planMade.get(planId) ?? null,
    plannedPackages: (planId, hostId) => planned.all(planId, hostId),
    hasEntry: (hash) => hasEntry.get(hash) !== undefined,
  };
}
