import type { Database } from 'better-sqlite3';
import type { Fleeting } from '../../shared/domain/flapping.ts';
import { Steady } from './facts-parts.ts';
import { fromJson, parsed } from './json.ts';
import type { Reader } from './store.ts';

const Parts = Steady.pick({ services: true, failedUnits: true, listeners: true });

/** The good scans of a host since its packages last changed. */
const SCANS = `
  select scan.id from scan join host on host.n = scan.host
  where host.id = @hostId and good = 1 and scan.id >= (
    select coalesce(max(max(from_scan, coalesce(to_scan, 0))), 0) from host_package where host_package.host = host.n)
  order by scan.id desc limit @limit`;

export function readFleeting(db: Database): Reader['scans']['unchanged'] {
  const scans = db.prepare<object, number>(SCANS).pluck();
  const sections = db.prepare<object, { name: string; body: string }>(`
    select name, body from host_section h where h.host = (select n from host where id = @hostId)
      and name in ('services', 'failedUnits', 'listeners') and h.from_scan <= @scan and (h.to_scan is null or h.to_scan > @scan)`);
  return db.transaction((hostId: string, limit: number): Fleeting[] =>
    scans
      .all({ hostId, limit })
      .reverse()
      .map((scan) => parsed(Parts, Object.fromEntries(sections.all({ hostId, scan }).map(({ name, body }) => [name, fromJson(body)])))),
  );
}
