import type { HostRow, Round } from '../../../shared/contract/contract.ts';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import type { Plan } from '../../../shared/domain/plan.ts';

export type StepId = Round['step'];
export const stepIds: readonly StepId[] = ['scan', 'assess', 'test', 'deploy', 'verify', 'roll-back', 'report'];
export const isStep = (text: string | undefined): text is StepId => stepIds.some((step) => step === text);

/** What a step is about; without it there is nothing to show. */
export const aboutOf: Readonly<Record<StepId, 'plan' | 'deployment' | null>> = {
  scan: null,
  assess: null,
  test: 'plan',
  deploy: 'deployment',
  verify: 'deployment',
  'roll-back': 'deployment',
  report: 'deployment',
};

/** What all steps look at. */
export interface Patch {
  /** False until the engine has answered where the round stands. */
  readonly known: boolean;
  readonly round: Round;
  readonly rows: readonly HostRow[];
  /** The round's hosts that are still in the inventory. */
  readonly chosen: readonly HostRow[];
  readonly plan: Plan | null;
  readonly deployment: Deployment | null;
  /** There is one, and it was not read: nothing may be said of it. */
  readonly unread: { readonly plan: boolean; readonly deployment: boolean };
}
