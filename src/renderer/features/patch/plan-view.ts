import type { HostPlan, Plan } from '../../../shared/domain/plan.ts';
import { kindOfProblem } from '../../ui/problem-kind.ts';
import { wordOfProblem } from '../../state/host-view.ts';
import { t } from '../../texts/index.ts';
import type { FilterFields } from '../../ui/filter.ts';
import type { StateKind } from '../../ui/states.ts';

/** A row of the preview: a host that has answered, or one that is still being asked. */
export interface PreviewRow {
  readonly hostId: string;
  readonly hostName: string;
  readonly host: HostPlan | null;
}

export interface PreviewState {
  readonly kind: StateKind;
  readonly word: string;
  readonly rank: number;
}

export const isReady = (host: HostPlan): boolean =>
  host.blocking.length === 0 && host.hash !== null && (host.transaction?.items.length ?? 0) > 0;

export function previewState({ host }: PreviewRow): PreviewState {
  if (!host) return { kind: 'running', word: t.test.states.asking, rank: 2 };
  const [blocking] = host.blocking;
  if (blocking) return { kind: kindOfProblem(blocking), word: wordOfProblem(blocking), rank: blocking.kind === 'nothing-to-do' ? 4 : 0 };
  if (!isReady(host)) return { kind: 'skipped', word: t.test.states.nothing, rank: 4 };
  if (host.warnings.length > 0) return { kind: 'differs', word: t.test.states.warned, rank: 3 };
  return { kind: 'done', word: t.test.states.ready, rank: 5 };
}

export function backState({ host }: PreviewRow): { readonly kind: StateKind; readonly word: string; readonly rank: number } | null {
  if (!host?.reversibility) return null;
  const { verdict } = host.reversibility;
  const shown = {
    reversible: { kind: 'reversible', rank: 2 },
    partly: { kind: 'partly', rank: 1 },
    not: { kind: 'notReversible', rank: 0 },
  } as const;
  return { ...shown[verdict], word: t.test.back[verdict] };
}

/** Problems first, then by name. While hosts are still asked, by name alone: no row moves under somebody's hand because another has answered. */
export function previewRows(plan: Plan, nameOf: (hostId: string) => string): readonly PreviewRow[] {
  const rows: PreviewRow[] = [
    ...plan.hosts.map((host) => ({ hostId: host.hostId, hostName: host.hostName, host })),
    ...plan.pending.map((hostId) => ({ hostId, hostName: nameOf(hostId), host: null })),
  ];
  if (plan.state === 'making') return rows.sort(byName);
  return rows.sort(
    (a, b) => previewState(a).rank - previewState(b).rank || (backState(a)?.rank ?? 3) - (backState(b)?.rank ?? 3) || byName(a, b),
  );
}

const { compare } = new Intl.Collator('en', { numeric: true });
const byName = (a: PreviewRow, b: PreviewRow): number => compare(a.hostName, b.hostName);

export const previewFields: FilterFields<PreviewRow> = {
  state: (row) => [!row.host ? 'asking' : isReady(row.host) ? 'ready' : 'out'],
  'way-back': (row) => (row.host?.reversibility ? [row.host.reversibility.verdict] : []),
  ring: (row) => (row.host ? [String(row.host.ring)] : []),
  reboot: (row) => (row.host?.transaction ? [row.host.transaction.reboot.expected ? 'yes' : 'no'] : []),
};
export const previewText = (row: PreviewRow): string =>
  `${row.hostName} ${row.host?.transaction?.items.map((item) => item.name).join(' ') ?? ''}`;

/** How many of a host's changes go back. */
export const goingBack = (host: HostPlan): { readonly back: number; readonly all: number } => ({
  back: host.reversibility?.items.filter((item) => item.back).length ?? 0,
  all: host.reversibility?.items.length ?? 0,
});
