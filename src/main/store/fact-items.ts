import type { Database } from 'better-sqlite3';
import type { Package, PendingUpdate } from '../../shared/domain/facts.ts';

/**
 * Installed packages and pending updates are sets of items. An item is written once for all hosts that
 * have it; a host has it from one scan until another. Two items are the same where all their fields are.
 */
export interface ItemRow {
  readonly id: number;
}
export interface Current extends ItemRow {
  readonly since: number;
}

export type PackageRow = ItemRow & Omit<Package, 'held' | 'healthy'> & { held: number; healthy: number };
export type PendingRow = ItemRow & Omit<PendingUpdate, 'security'> & { security: number };

export const PACKAGE = 'i.id, i.name, i.arch, i.version, i.source, i.source_version as sourceVersion, i.origin, i.held, i.healthy';
export const PENDING = 'i.id, i.name, i.arch, i.from_version as "from", i.to_version as "to", i.source, i.origin, i.security, i.state';

export const toPackage = ({ id: _, held, healthy, ...rest }: PackageRow): Package => ({
  ...rest,
  held: held === 1,
  healthy: healthy === 1,
});
export const toPending = ({ id: _, security, ...rest }: PendingRow): PendingUpdate => ({ ...rest, security: security === 1 });

const flag = (value: boolean): number => (value ? 1 : 0);
const packageValues = (one: Package): readonly (string | number | null)[] => [
  one.name,
  one.arch,
  one.version,
  one.source,
  one.sourceVersion,
  one.origin,
  flag(one.held),
  flag(one.healthy),
];
const pendingValues = (one: PendingUpdate): readonly (string | number | null)[] => [
  one.name,
  one.arch,
  one.from,
  one.to,
  one.source,
  one.origin,
  flag(one.security),
  one.state,
];

interface Change<T, R> {
  readonly host: number;
  readonly scan: number;
  readonly before: readonly R[];
  readonly now: readonly T[];
  /** The scan since which an item that is new in this form was there. */
  readonly since?: (item: T) => number;
}

/** Finds an item's row or writes it. "is" rather than "=", because an origin may be null. */
function itemId(db: Database, table: string, columns: readonly string[]): (values: readonly (string | number | null)[]) => number {
  const find = db
    .prepare<unknown[], number>(`select id from ${table} where ${columns.map((column) => `${column} is ?`).join(' and ')}`)
    .pluck();
  const add = db.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`);
  return (values) => find.get(...values) ?? Number(add.run(...values).lastInsertRowid);
}

/** Ends what is no longer there and begins what is new; what stays the same costs nothing. */
function differ<T, R extends ItemRow>(
  change: Change<T, R>,
  keyOfRow: (row: R) => string,
  keyOf: (item: T) => string,
  end: (item: number) => void,
  begin: (item: T) => void,
): void {
  const now = new Map(change.now.map((item) => [keyOf(item), item]));
  for (const row of change.before) if (!now.delete(keyOfRow(row))) end(row.id);
  now.forEach(begin);
}

export function packageWriter(db: Database): (change: Change<Package, PackageRow>) => void {
  const idOf = itemId(db, 'package', ['name', 'arch', 'version', 'source', 'source_version', 'origin', 'held', 'healthy']);
  const begin = db.prepare('insert into host_package (host, item, from_scan) values (?, ?, ?)');
  const end = db.prepare('update host_package set to_scan = ? where host = ? and item = ? and to_scan is null');
  const key = (one: Package): string => JSON.stringify(packageValues(one));
  return (change) =>
    differ(
      change,
      (row) => key(toPackage(row)),
      key,
      (item) => void end.run(change.scan, change.host, item),
      (one) => void begin.run(change.host, idOf(packageValues(one)), change.scan),
    );
}

export function pendingWriter(db: Database): (change: Change<PendingUpdate, PendingRow & Current>) => void {
  const idOf = itemId(db, 'pending', ['name', 'arch', 'from_version', 'to_version', 'source', 'origin', 'security', 'state']);
  const begin = db.prepare('insert into host_pending (host, item, from_scan, since_scan) values (?, ?, ?, ?)');
  const end = db.prepare('update host_pending set to_scan = ? where host = ? and item = ? and to_scan is null');
  const key = (one: PendingUpdate): string => JSON.stringify(pendingValues(one));
  const target = (one: Pick<PendingUpdate, 'name' | 'arch' | 'to'>): string => `${one.name}:${one.arch} ${one.to}`;
  return (change) => {
    // An update whose origin or state changes is still the same update outstanding: its age goes on.
    const sinceOf = new Map<string, number>();
    for (const row of change.before) sinceOf.set(target(row), Math.min(row.since, sinceOf.get(target(row)) ?? row.since));
    differ(
      change,
      ({ since: _, ...row }) => key(toPending(row)),
      key,
      (item) => void end.run(change.scan, change.host, item),
      (one) => void begin.run(change.host, idOf(pendingValues(one)), change.scan, sinceOf.get(target(one)) ?? change.scan),
    );
  };
}
