import { setImmediate } from 'node:timers/promises';
import type { FixRow } from '../../shared/contract/contract.ts';
import type { OutstandingUpdate } from '../store/store.ts';
import type { Context } from './context.ts';

/** Hosts that are read in one go: a few milliseconds' worth, so that the engine answers others in between. */
const AT_ONCE = 20;
/** Likewise rows of the answer: all 2,500 of a large fleet at once took 50 to 80 ms. */
const ROWS_AT_ONCE = 250;
/** Made once: `localeCompare` would look its rules up at every comparison. */
const { compare } = new Intl.Collator('en', { numeric: true });

/** One row an update and its target version: security first, then the most hosts, then the oldest. */
export async function fixList(context: Context, hostIds: readonly string[]): Promise<FixRow[]> {
  const names = new Map(context.store.hosts.list().map((host) => [host.id, host.name]));
  const wanted = hostIds.length ? hostIds.filter((id) => names.has(id)) : [...names.keys()];
  const groups = new Map<string, OutstandingUpdate[]>();
  for (let from = 0; from < wanted.length; from += AT_ONCE) {
    await setImmediate();
    for (const one of context.store.scans.outstanding(wanted.slice(from, from + AT_ONCE))) {
      const key = `${one.update.source} ${one.update.to} ${one.update.origin}`;
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
  }
  const all = [...groups.values()];
  const rows: FixRow[] = [];
  for (let from = 0; from < all.length; from += ROWS_AT_ONCE) {
    await setImmediate();
    rows.push(...all.slice(from, from + ROWS_AT_ONCE).map((group) => toRow(group, names)));
  }
  await setImmediate();
  return rows.sort(byWeight);
}

function toRow(group: readonly OutstandingUpdate[], names: ReadonlyMap<string, string>): FixRow {
  const first = group[0]!;
  const hosts = [...Map.groupBy(group, (one) => one.hostId)].map(([hostId, updates]) => ({
    hostId,
    hostName: names.get(hostId) ?? hostId,
    packages: updates.map(({ update }) => ({ name: update.name, from: update.from, to: update.to, state: update.state })),
    since: earliest(updates),
  }));
  const states = new Set(group.map(({ update }) => update.state));
  return {
    source: first.update.source,
    to: first.update.to,
    origin: first.update.origin,
    security: group.some(({ update }) => update.security),
    hosts: hosts.sort((a, b) => compare(a.hostName, b.hostName)),
    packages: [...new Set(group.map(({ update }) => update.name))].sort(),
    since: earliest(group),
    state: states.size === 1 ? first.update.state : 'mixed',
  };
}

const earliest = (updates: readonly OutstandingUpdate[]): string =>
  updates.reduce((min, one) => (one.since < min ? one.since : min), updates[0]!.since);
const byWeight = (a: FixRow, b: FixRow): number =>
  Number(b.security) - Number(a.security) ||
  b.hosts.length - a.hosts.length ||
  (a.since < b.since ? -1 : a.since > b.since ? 1 : compare(a.source, b.source));
