import type { Round } from '../../shared/contract/contract.ts';
import { saveInto, useLive, type Live } from './live.ts';
import { act } from './notices.ts';

const fresh: Round = {
  step: 'scan',
  hostIds: [],
  selection: null,
  options: { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false },
  planId: null,
  deploymentId: null,
};

/** The wizard's place, kept by the engine. */
export function useRound(): { readonly round: Round; readonly from: Live<Round> } {
  const from = useLive('round.get', {});
  return { round: from.value ?? fresh, from };
}

export const saveRound = (part: Partial<Round>): Promise<void> => saveInto('round.get', part, () => act('round.save', part));
