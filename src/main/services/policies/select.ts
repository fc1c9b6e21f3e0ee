import type { FixRow } from '../../../shared/contract/contract.ts';
import type { Host } from '../../../shared/domain/host.ts';
import type { Selection } from '../../../shared/domain/plan.ts';
import type { Policy } from '../../../shared/domain/policy/policy.ts';
import type { Reader } from '../../store/store.ts';
import type { Context } from '../context.ts';
import { fixList } from '../fix-list.ts';
import { closes } from '../vulnerabilities/exposure.ts';
import type { FeedBoard } from '../vulnerabilities/feed-board.ts';

const DAY_MS = 86_400_000;

/** What the host itself can choose from fresh lists; null where what is known here decides: an age, a due date. */
export function plainSelection({ selects, exclude }: Policy): Selection | null {
  if (selects.minimumAgeDays > 0 || selects.mode === 'due') return null;
  return selects.mode === 'packages' ? { mode: 'packages', packages: selects.packages, exclude } : { mode: selects.mode, exclude };
}

/** Packages to update, by host, as of the newest scans: no host is asked. Hosts with nothing to take are left out. */
export async function selectPackages(
  context: Context,
  board: FeedBoard,
  policy: Policy,
  hosts: readonly Host[],
): Promise<Map<string, string[]>> {
  if (!hosts.length) return new Map();
  const ids = hosts.map((host) => host.id);
  const rows = await fixList(context, ids);
  const wanted = await wantedRows(context, board, policy, ids, rows);
  const ripe = new Date(Date.parse(context.now()) - policy.selects.minimumAgeDays * DAY_MS).toISOString();
  const excluded = new Set(policy.exclude);
  const byHost = new Map<string, Set<string>>();
  for (const row of wanted)
    for (const { hostId, packages, since } of row.hosts) {
      if (since > ripe) continue;
      for (const { name } of packages) {
        if (excluded.has(name) || !isNamed(policy, name)) continue;
        const names = byHost.get(hostId) ?? new Set<string>();
        byHost.set(hostId, names.add(name));
      }
    }
  return new Map([...byHost].map(([hostId, names]) => [hostId, [...names].sort()]));
}

const isNamed = ({ selects }: Policy, name: string): boolean => selects.mode !== 'packages' || selects.packages.includes(name);

async function wantedRows(
  context: Context,
  board: FeedBoard,
  policy: Policy,
  ids: readonly string[],
  rows: readonly FixRow[],
): Promise<readonly FixRow[]> {
  const { selects } = policy;
  if (selects.mode === 'security') return rows.filter((row) => row.security);
  if (selects.mode !== 'due') return rows;
  await board.judge();
  const last = new Date(Date.parse(context.now()) + selects.withinDays * DAY_MS).toISOString();
  // Deadlines go by the policy's own rules, whichever are in use elsewhere.
  const store: Reader = { ...context.store, dueRules: { get: () => [...policy.dueRules] } };
  const closed = await closes(store, rows, ids, context.now());
  return rows.filter((row) => (closed[`${row.source} ${row.to} ${row.origin}`]?.due?.due ?? '9') <= last);
}
