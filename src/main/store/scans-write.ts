import type { Database } from 'better-sqlite3';
import { PACKAGE, type Current, type PackageRow, packageWriter, PENDING, type PendingRow, pendingWriter } from './fact-items.ts';
import { type FactsParts, takeApart } from './facts-parts.ts';
import { toJsonOrNull } from './json.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';
import type { ScanRecord, Store } from './store.ts';

const NO_FACTS = {
  uptime: null,
  skew: null,
  listsAt: null,
  listsRefreshed: null,
  free: null,
  pids: null,
  packages: null,
  updates: null,
  security: null,
  reboot: null,
  failedUnits: null,
};

const scanRow = (facts: HostFacts, { volatile }: FactsParts): Record<keyof typeof NO_FACTS, string | number | null> => ({
  uptime: volatile.uptimeSeconds,
  skew: volatile.clockSkewSeconds,
  listsAt: volatile.listsAt,
  listsRefreshed: volatile.listsRefreshed ? 1 : 0,
  free: JSON.stringify(volatile.free),
  pids: volatile.stalePids.length > 0 ? JSON.stringify(volatile.stalePids) : null,
  packages: facts.packages.length,
  updates: facts.updates.length,
  security: facts.updates.filter((update) => update.security).length,
  reboot: facts.reboot.required ? 1 : 0,
  failedUnits: facts.failedUnits.length,
});

function sectionWriter(db: Database): (host: number, scan: number, sections: FactsParts['sections']) => void {
  const current = db.prepare<[number], { name: string; body: string }>(
    'select name, body from host_section where host = ? and to_scan is null',
  );
  const end = db.prepare('update host_section set to_scan = ? where host = ? and name = ? and to_scan is null');
  const begin = db.prepare('insert into host_section (host, name, from_scan, body) values (?, ?, ?, ?)');
  return (host, scan, sections) => {
    const before = new Map(current.all(host).map(({ name, body }) => [name, body]));
    for (const [name, body] of before) if (sections.get(name) !== body) end.run(scan, host, name);
    for (const [name, body] of sections) if (before.get(name) !== body) begin.run(host, name, scan, body);
  };
}

export function writeScans(db: Database): Pick<Store['scans'], 'record'> {
  const hostNumber = db.prepare<[string], number>('select n from host where id = ?').pluck();
  const addScan = db.prepare(`
    insert into scan (host, purpose, started_at, ended_at, problem, warnings, good, uptime_seconds, clock_skew_seconds, lists_at, lists_refreshed,
      free_space, stale_pids, packages, updates, security, reboot_required, failed_units)
    values (@host, @purpose, @startedAt, @endedAt, @problem, @warnings, @good, @uptime, @skew, @listsAt, @listsRefreshed,
      @free, @pids, @packages, @updates, @security, @reboot, @failedUnits)`);
  const packagesNow = db.prepare<[number], PackageRow>(
    `select ${PACKAGE} from host_package h join package i on i.id = h.item where h.host = ? and h.to_scan is null`,
  );
  const pendingNow = db.prepare<[number], PendingRow & Current>(
    `select ${PENDING}, h.since_scan as since from host_pending h join pending i on i.id = h.item where h.host = ? and h.to_scan is null`,
  );
  const writePackages = packageWriter(db);
  const writePending = pendingWriter(db);
  const writeSections = sectionWriter(db);

  const record = (scan: ScanRecord): void => {
    const host = hostNumber.get(scan.hostId);
    if (host === undefined) throw new Error(`no host ${scan.hostId} to record a scan of`);
    const parts = scan.facts && takeApart(scan.facts);
    const { lastInsertRowid } = addScan.run({
      host,
      purpose: scan.purpose,
      startedAt: scan.startedAt,
      endedAt: scan.endedAt,
      problem: toJsonOrNull(scan.problem),
      warnings: scan.warnings.length > 0 ? toJsonOrNull(scan.warnings) : null,
      good: parts ? 1 : 0,
      ...(scan.facts && parts ? scanRow(scan.facts, parts) : NO_FACTS),
    });
    if (!parts) return;
    const id = Number(lastInsertRowid);
    writePackages({ host, scan: id, before: packagesNow.all(host), now: parts.packages });
    writePending({ host, scan: id, before: pendingNow.all(host), now: parts.updates });
    writeSections(host, id, parts.sections);
  };
  const transaction = db.transaction(record);
  return { record: (scan) => transaction.immediate(scan) };
}
