import { explain, type Problem, type ProblemKind } from '../../shared/domain/problem.ts';
import type { StateKind } from './states.ts';

const kinds: Partial<Record<ProblemKind, StateKind>> = {
  unreachable: 'unreachable',
  'connection-lost': 'unreachable',
  'jump-failed': 'unreachable',
  'not-back-after-reboot': 'unreachable',
  'host-key-unknown': 'keyNew',
  'host-key-changed': 'keyChanged',
  'host-key-revoked': 'keyChanged',
  'secret-needed': 'secret',
  'questions-asked': 'secret',
  'wrapper-refused': 'secret',
  'sudo-password-wrong': 'secret',
  'passphrase-wrong': 'secret',
  'vault-locked': 'secret',
  'rights-needed': 'secret',
  cancelled: 'skipped',
  'nothing-to-do': 'skipped',
  'clock-skew': 'differs',
  'plan-differs': 'differs',
};
const byTone = { bad: 'failed', warn: 'differs', unknown: 'unknown' } as const;

export const kindOfProblem = (problem: Problem): StateKind => kinds[problem.kind] ?? byTone[explain(problem).tone];
