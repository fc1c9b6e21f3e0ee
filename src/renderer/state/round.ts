import type { Round } from '../../shared/contract/contract.ts';
import { saveInto, useLive } from './live.ts';
import { act } from './notices.ts';

const fresh: Round = {
  step: 'scan',
  hostIds: [],
  selection: null,
  options: { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false },
  planId: null,
  deploymentId: null,
};

/** The wizard's place, kept by the engine. `known` is false until it has answered. */
export function useRound(): { readonly round: Round; readonly known: boolean } {
  const { value } = useLive('round.get', {});
  return { round: value ?? fresh, known: value !== null };
}

export const saveRound = (part: Partial<Round>): Promise<void> => saveInto('round.get', part, () => act('round.save', part));
