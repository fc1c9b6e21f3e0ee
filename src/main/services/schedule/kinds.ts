import type { ScheduledWork, ScheduleKind, ScheduleRun } from '../../../shared/domain/schedule.ts';
import type { Driver } from '../driver.ts';
import type { Planners } from '../policies/plan-by-policy.ts';
import type { ScanBoard } from '../scan-board.ts';
import { deployByPolicy } from './deploy-by-policy.ts';
import { scanScope, updateFeeds } from './look.ts';

/** What the work of a schedule is done with. */
export interface Tools extends Planners {
  readonly board: ScanBoard;
  readonly driver: Driver;
}

/** How a time of a schedule ended. */
export type Outcome = Pick<ScheduleRun, 'state' | 'text'> & Partial<Pick<ScheduleRun, 'problem' | 'planId' | 'deploymentId'>>;
export type WorkOf<K extends ScheduleKind> = (
  tools: Tools,
  work: Extract<ScheduledWork, { kind: K }>,
  job: { readonly name: string; readonly signal: AbortSignal },
) => Promise<Outcome>;

/** One line a kind; one that is missing here cannot be scheduled. In the order in which they are done when several are due: a deployment goes by fresh data. */
const KINDS: { readonly [K in ScheduleKind]?: WorkOf<K> } = {
  feeds: updateFeeds,
  scan: scanScope,
  deployment: deployByPolicy,
};

export const isBuilt = (kind: ScheduleKind): boolean => Object.hasOwn(KINDS, kind);
export const scheduledKinds = (): ScheduleKind[] => Object.keys(KINDS) as ScheduleKind[];

export function doWork<K extends ScheduleKind>(
  tools: Tools,
  work: Extract<ScheduledWork, { kind: K }>,
  job: Parameters<WorkOf<K>>[2],
): Promise<Outcome> {
  const does = KINDS[work.kind];
  return does ? does(tools, work, job) : Promise.resolve({ state: 'failed', text: `No ${work.kind} can be scheduled in this version` });
}
