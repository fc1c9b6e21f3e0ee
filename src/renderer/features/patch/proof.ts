import { isFinal, type Run } from '../../../shared/domain/deployment.ts';
import { t } from '../../texts/index.ts';
import type { StateKind } from '../../ui/states.ts';

/** How the proof of one host stands after its run. */
export interface Standing {
  readonly proven: boolean;
  readonly kind: StateKind;
  readonly word: string;
  /** Failed first. */
  readonly rank: number;
}

const w = t.verify.states;

export function standing(run: Run): Standing {
  const failed = run.checks.filter((check) => check.outcome === 'failed').length;
  const differs = run.checks.filter((check) => check.outcome === 'differs').length;
  const passed = run.checks.filter((check) => check.outcome === 'passed').length;
  if (run.state === 'skipped') return { proven: false, kind: 'skipped', word: w.skipped, rank: 4 };
  if (run.state === 'lost') return { proven: false, kind: 'unknown', word: w.lost, rank: 1 };
  if (failed > 0)
    return {
      proven: false,
      kind: 'failed',
      word: w.failed(failed, run.checks.filter((check) => check.outcome !== 'not-checked').length),
      rank: 0,
    };
  if (!isFinal(run.state)) return { proven: false, kind: 'running', word: w.running, rank: 3 };
  if (passed === 0) return { proven: false, kind: 'unknown', word: w.unchecked, rank: 1 };
  if (run.state === 'failed') return { proven: false, kind: 'failed', word: t.deploy.states.failed, rank: 0 };
  if (differs > 0) return { proven: true, kind: 'differs', word: w.differs(differs), rank: 2 };
  return { proven: true, kind: 'done', word: w.proven, rank: 5 };
}
