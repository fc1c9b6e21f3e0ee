import type { Database } from 'better-sqlite3';
import { type Counts, type Difference, inWords } from './changes.ts';
import { PACKAGE, type PackageRow, toPackage } from './fact-items.ts';
import { Steady } from './facts-parts.ts';
import { fromJson, parsed } from './json.ts';
import type { Reader } from './store.ts';

const SomeFacts = Steady.partial();
type ScanRow = Counts & { readonly id: number; readonly host: number; readonly endedAt: string; readonly packages: number };

/** Scans at which something began or ended, the newest first. */
const CHANGED = `
  with me as (select n from host where id = @hostId), changed as (
    select from_scan as id from host_package where host = (select n from me) union select to_scan from host_package where host = (select n from me)
    union select from_scan from host_pending where host = (select n from me) union select to_scan from host_pending where host = (select n from me)
    union select from_scan from host_section where host = (select n from me) union select to_scan from host_section where host = (select n from me))
  select scan.id, scan.host, ended_at as endedAt, packages, updates, security from changed join scan on scan.id = changed.id order by scan.id desc`;

export function readChanges(db: Database): Reader['scans']['changes'] {
  const changed = db.prepare<{ hostId: string }, ScanRow>(CHANGED);
  const before = db.prepare<[number, number], Counts>(
    'select updates, security from scan where host = ? and good = 1 and id < ? order by id desc limit 1',
  );
  const packages = (column: string) =>
    db.prepare<[number, number], PackageRow>(
      `select ${PACKAGE} from host_package h join package i on i.id = h.item where h.host = ? and h.${column} = ?`,
    );
  const sections = (column: string) =>
    db.prepare<[number, number], { name: string; body: string }>(`select name, body from host_section where host = ? and ${column} = ?`);
  const [ended, began, endedSections, beganSections] = [
    packages('to_scan'),
    packages('from_scan'),
    sections('to_scan'),
    sections('from_scan'),
  ];
  const facts = (rows: { name: string; body: string }[]): Difference['before'] =>
    parsed(SomeFacts, Object.fromEntries(rows.map(({ name, body }) => [name, fromJson(body)])));

  const wordsOf = (scan: ScanRow): string[] => {
    const counts = before.get(scan.host, scan.id);
    if (!counts) return [`first scan: ${scan.packages} packages, ${scan.updates} updates outstanding, security ${scan.security}`];
    return inWords({
      packages: { ended: ended.all(scan.host, scan.id).map(toPackage), began: began.all(scan.host, scan.id).map(toPackage) },
      before: facts(endedSections.all(scan.host, scan.id)),
      after: facts(beganSections.all(scan.host, scan.id)),
      counts: { before: counts, after: scan },
    });
  };
  return db.transaction((hostId: string, limit: number) => {
    const lines: { at: string; text: string }[] = [];
    for (const scan of changed.all({ hostId })) {
      lines.push(...wordsOf(scan).map((text) => ({ at: scan.endedAt, text })));
      if (lines.length >= limit) break;
    }
    return lines.slice(0, limit);
  });
}
