import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { readChanges } from './changes-read.ts';
import { readFleeting } from './fleeting-read.ts';
import { PACKAGE, type PackageRow, PENDING, type PendingRow, toPackage, toPending } from './fact-items.ts';
import { putTogether, type Volatile } from './facts-parts.ts';
import { fromJson, fromJsonOrNull, parsed } from './json.ts';
import type { OutstandingUpdate, Reader, ScanSummary } from './store.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';

interface ScanRow {
  readonly id: number;
  readonly host: number;
  readonly endedAt: string;
  readonly uptime: number;
  readonly skew: number;
  readonly listsAt: string | null;
  readonly listsRefreshed: number;
  readonly free: string;
  readonly pids: string | null;
}

const volatileOf = (row: ScanRow): Volatile => ({
  uptimeSeconds: row.uptime,
  clockSkewSeconds: row.skew,
  listsAt: row.listsAt,
  listsRefreshed: row.listsRefreshed === 1,
  free: parsed(z.array(z.tuple([z.number(), z.number()])), fromJson(row.free)),
  stalePids: parsed(z.array(z.number()), fromJson(row.pids ?? '[]')),
});

type SummaryRow = Omit<ScanSummary, 'seconds' | 'system' | 'problem' | 'warnings' | 'rebootRequired'> & {
  startedAt: string;
  os: string | null;
  problem: string | null;
  warnings: string | null;
  rebootRequired: number | null;
};

const toSummary = ({ startedAt, os, ...row }: SummaryRow): ScanSummary => ({
  ...row,
  seconds: (Date.parse(row.triedAt) - Date.parse(startedAt)) / 1000,
  problem: fromJsonOrNull(row.problem),
  system: fromJsonOrNull<HostFacts['os']>(os)?.pretty ?? null,
  warnings: fromJsonOrNull<ScanSummary['warnings']>(row.warnings) ?? [],
  rebootRequired: row.rebootRequired === null ? null : row.rebootRequired === 1,
});

/** Of the hosts that were tried at least once. `system` and the counts are those of the last good scan. */
const SUMMARIES = `
  select host.id as hostId, tried.started_at as startedAt, tried.ended_at as triedAt, tried.problem, tried.warnings, good.ended_at as lastGoodAt,
    (select body from host_section s where s.host = host.n and s.name = 'os' and s.to_scan is null) as os,
    good.packages, good.updates, good.security, good.reboot_required as rebootRequired, good.failed_units as failedUnits, good.lists_at as listsAt
  from host
  join scan tried on tried.id = (select max(id) from scan where scan.host = host.n)
  left join scan good on good.id = (select max(id) from scan where scan.host = host.n and good = 1)
  where host.removed_at is null`;

const AT = `h.host = @host and h.from_scan <= @scan and (h.to_scan is null or h.to_scan > @scan)`;

/** "~" sorts after every character of an ISO 8601 time. */
const EVER = '~';

function readFacts(db: Database): Pick<Reader['scans'], 'facts' | 'factsButPackages'> {
  const scanAt = db.prepare<[string, string], ScanRow>(`
    select scan.id, host, ended_at as endedAt, uptime_seconds as uptime, clock_skew_seconds as skew, lists_at as listsAt,
      lists_refreshed as listsRefreshed, free_space as free, stale_pids as pids
    from scan where host = (select n from host where id = ?) and good = 1 and ended_at <= ? order by scan.id desc limit 1`);
  const packages = db.prepare<object, PackageRow>(
    `select ${PACKAGE} from host_package h join package i on i.id = h.item where ${AT} order by i.name, i.arch, i.version`,
  );
  const updates = db.prepare<object, PendingRow>(
    `select ${PENDING} from host_pending h join pending i on i.id = h.item where ${AT} order by i.name, i.arch, i.to_version`,
  );
  const sections = db.prepare<object, { name: string; body: string }>(`select name, body from host_section h where ${AT}`);
  const read = db.transaction((hostId: string, at: string, withPackages: boolean): { facts: HostFacts; at: string } | null => {
    const scan = scanAt.get(hostId, at);
    if (!scan) return null;
    const key = { host: scan.host, scan: scan.id };
    const facts = putTogether({
      packages: withPackages ? packages.all(key).map(toPackage) : [],
      updates: updates.all(key).map(toPending),
      sections: new Map(sections.all(key).map(({ name, body }) => [name, body])),
      volatile: volatileOf(scan),
    });
    return { facts, at: scan.endedAt };
  });
  return {
    facts: (hostId, at) => read(hostId, at ?? EVER, true),
    factsButPackages: (hostId) => {
      const newest = read(hostId, EVER, false);
      if (!newest) return null;
      const { packages: _, ...facts } = newest.facts;
      return { facts, at: newest.at };
    },
  };
}

export function readScans(db: Database): Reader['scans'] {
  const summaries = db.prepare<[], SummaryRow>(SUMMARIES);
  const packages = db.prepare<{ hostId: string; search: string }, PackageRow>(`
    select ${PACKAGE} from host_package h join package i on i.id = h.item
    where h.host = (select n from host where id = @hostId) and h.to_scan is null and (@search = '' or instr(i.name, @search) > 0 or instr(i.source, @search) > 0)
    order by i.name, i.arch, i.version`);
  const outstanding = db.prepare<[string], PendingRow & { hostId: string; outstandingSince: string }>(`
    select host.id as hostId, since.ended_at as outstandingSince, ${PENDING}
    from host join host_pending h on h.host = host.n and h.to_scan is null join pending i on i.id = h.item join scan since on since.id = h.since_scan
    where host.id in (select value from json_each(?)) order by i.name, i.arch, host.name, host.id`);
  return {
    summaries: () => summaries.all().map(toSummary),
    ...readFacts(db),
    unchanged: readFleeting(db),
    packages: (hostId, search) => packages.all({ hostId, search: search.trim().toLowerCase() }).map(toPackage),
    outstanding: (hostIds) =>
      outstanding
        .all(JSON.stringify(hostIds))
        .map(({ hostId, outstandingSince, ...row }): OutstandingUpdate => ({ hostId, update: toPending(row), since: outstandingSince })),
    changes: readChanges(db),
  };
}
