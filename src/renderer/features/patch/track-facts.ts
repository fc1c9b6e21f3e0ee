import { isFinal } from '../../../shared/domain/deployment.ts';
import { scanDone } from '../../state/host-view.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';

import type { TrackStep } from '../../ui/track.tsx';
import { standing } from './proof.ts';
import { aboutOf, stepIds, type Patch, type StepId } from './patch.ts';

const f = t.patch.facts;
type Fact = Pick<TrackStep, 'fact' | 'mark'>;

const facts: Record<StepId, (patch: Patch) => Fact> = {
  scan({ chosen }) {
    if (chosen.length === 0) return { fact: f.chooseHosts, mark: 'open' };
    const scanned = chosen.filter((row) => row.scan.state === 'scanned').length;
    const all = chosen.every(scanDone);
    return { fact: f.scanned(scanned, chosen.length), mark: all ? 'done' : 'open' };
  },
  assess({ round: { selection } }) {
    if (!selection) return { fact: f.chooseUpdates, mark: 'open' };
    return { fact: selection.mode === 'packages' ? f.packages(selection.packages.length) : f[selection.mode], mark: 'done' };
  },
  test({ plan }) {
    if (!plan) return { fact: f.preview, mark: 'open' };
    if (plan.state === 'making') return { fact: f.asking(plan.pending.length), mark: 'open' };
    if (plan.state === 'cancelled') return { fact: t.test.cancelled, mark: 'part' };
    const ready = plan.hosts.filter((host) => host.blocking.length === 0 && host.transaction).length;
    return { fact: f.ready(ready, plan.hosts.length - ready), mark: 'done' };
  },
  deploy({ deployment }) {
    if (!deployment) return { fact: f.notStarted, mark: 'open' };
    const done = deployment.runs.filter((run) => run.state === 'done').length;
    const ended = deployment.runs.every((run) => isFinal(run.state));
    const mark = ended && done === deployment.runs.length ? 'done' : ended || deployment.state === 'paused' ? 'part' : 'open';
    return { fact: f.hostsDone(done, deployment.runs.length), mark };
  },
  verify({ deployment }) {
    if (!deployment) return { fact: f.proof, mark: 'open' };
    const proven = deployment.runs.filter((run) => standing(run).proven).length;
    return { fact: f.proven(proven, deployment.runs.length), mark: proven === deployment.runs.length ? 'done' : 'open' };
  },
  'roll-back'({ deployment }) {
    const back = deployment?.runs.filter((run) => run.rolledBackBy !== null).length ?? 0;
    return back > 0 ? { fact: f.rolledBack(back), mark: 'done' } : { fact: f.wayBack, mark: 'open' };
  },
  report({ deployment }) {
    return { fact: f.record, mark: deployment?.state === 'finished' ? 'done' : 'open' };
  },
};

/** Each step with its fact. The steps before Deploy are about the round, so another deployment is not carried there. */
export const trackSteps = (patch: Patch, otherDeployment: string | null): readonly TrackStep[] =>
  stepIds.map((id, index) => ({
    id,
    name: t.patch.names[id],
    href: href(['patch', id], index >= 3 ? { deployment: otherDeployment } : {}),
    ...(isUnread(patch, id) ? { fact: '', mark: 'open' as const } : facts[id](patch)),
  }));

function isUnread({ unread }: Patch, id: StepId): boolean {
  const about = aboutOf[id];
  return about !== null && unread[about];
}
