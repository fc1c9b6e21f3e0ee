import { z } from 'zod';
import { HostFacts, type Package, type PendingUpdate, Space, StaleProcess } from '../../shared/domain/facts.ts';
import { canonical, fromJson, parsed } from './json.ts';

/**
 * Facts taken apart by how often they change (docs/decisions/0002): two sets of items, sections that
 * seldom change, and the few numbers that are new with every scan and therefore stand in the scan's own row.
 */
export interface FactsParts {
  readonly packages: readonly Package[];
  readonly updates: readonly PendingUpdate[];
  /** Section name to canonical JSON. */
  readonly sections: ReadonlyMap<string, string>;
  readonly volatile: Volatile;
}

export interface Volatile {
  readonly uptimeSeconds: number;
  readonly clockSkewSeconds: number;
  readonly listsAt: string | null;
  readonly listsRefreshed: boolean;
  /** [bytes, inodes] free, in the order of the section "space". */
  readonly free: readonly (readonly [number, number])[];
  /** In the order of the section "staleProcesses". */
  readonly stalePids: readonly number[];
}

const Rest = HostFacts.omit({ packages: true, updates: true });

/** Throws where facts are not what their type says: what could not be read back must not be written. */
export function takeApart({ packages, updates, ...facts }: HostFacts): FactsParts {
  const { uptimeSeconds, clockSkewSeconds, lists, space, staleProcesses, ...rest } = Rest.parse(facts);
  const steady = {
    ...rest,
    space: space.map(({ freeBytes: _, freeInodes: __, ...part }) => part),
    staleProcesses: staleProcesses.map(({ pid: _, ...part }) => part),
  };
  return {
    packages,
    updates,
    sections: new Map(Object.entries(steady).map(([name, value]) => [name, canonical(value)])),
    volatile: {
      uptimeSeconds,
      clockSkewSeconds,
      listsAt: lists.at,
      listsRefreshed: lists.refreshed,
      free: space.map((one) => [one.freeBytes, one.freeInodes] as const),
      stalePids: staleProcesses.map((one) => one.pid),
    },
  };
}

/**
 * What the sections hold. Read back through its schema: a part that HostFacts gains later needs a default
 * there, or a migration, for the scans that were made before.
 */
export const Steady = HostFacts.omit({ packages: true, updates: true, uptimeSeconds: true, clockSkewSeconds: true, lists: true }).extend({
  space: z.array(Space.omit({ freeBytes: true, freeInodes: true })),
  staleProcesses: z.array(StaleProcess.omit({ pid: true })),
});

/** The reverse of takeApart; packages and updates come in the order of the given arrays. */
export function putTogether({ packages, updates, sections, volatile }: FactsParts): HostFacts {
  const steady = parsed(Steady, Object.fromEntries([...sections].map(([name, body]) => [name, fromJson(body)])));
  return {
    ...steady,
    packages: [...packages],
    updates: [...updates],
    uptimeSeconds: volatile.uptimeSeconds,
    clockSkewSeconds: volatile.clockSkewSeconds,
    lists: { at: volatile.listsAt, refreshed: volatile.listsRefreshed },
    space: steady.space.map((part, i) => ({ ...part, freeBytes: volatile.free[i]?.[0] ?? 0, freeInodes: volatile.free[i]?.[1] ?? 0 })),
    staleProcesses: steady.staleProcesses.map((part, i) => ({ ...part, pid: volatile.stalePids[i] ?? 0 })),
  };
}
