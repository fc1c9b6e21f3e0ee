import { useEffect, type ReactNode } from 'react';
import { Page } from '../../frame/page.tsx';
import type { Live } from '../../state/live.ts';
import { go, href, type Place } from '../../state/place.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { shortHash } from '../../ui/format.ts';
import { ProblemPage } from '../../ui/problem-page.tsx';
import { Track } from '../../ui/track.tsx';
import { AssessStep } from './assess-step.tsx';
import { DeployStep } from './deploy-step.tsx';
import { ReportStep } from './report-step.tsx';
import { RollBackStep } from './roll-back-step.tsx';
import { ScanStep } from './scan-step.tsx';
import { StepBones } from './step-bones.tsx';
import { TestStep } from './test-step.tsx';
import { trackSteps } from './track-facts.ts';
import { isStep, type Patch, type StepId } from './patch.ts';
import { usePatch } from './use-patch.ts';
import { VerifyStep } from './verify-step.tsx';

const steps: Record<StepId, (props: { patch: Patch }) => ReactNode> = {
  scan: ScanStep,
  assess: AssessStep,
  test: TestStep,
  deploy: DeployStep,
  verify: VerifyStep,
  'roll-back': RollBackStep,
  report: ReportStep,
};

/** The track over the round that the engine keeps; a deployment named in the address is looked at instead of the round's. */
export function PatchPage({ place }: { place: Place }): ReactNode {
  const named = place.path[1];
  const other = place.params['deployment'] ?? null;
  const { patch, missing } = usePatch(other);
  const step: StepId = isStep(named) ? named : patch.round.step;
  const Step = steps[step];

  // Left and taken up again at the same place: the step is kept, unless one only looks at another deployment.
  useEffect(() => {
    if (!patch.known || other !== null || !isStep(named) || patch.round.step === named) return;
    void saveRound({ step: named });
  }, [patch.known, patch.round.step, named, other]);

  const lacking = missing(step);
  const foreign = other !== null && other !== patch.round.deploymentId && patch.deployment;
  return (
    <Page
      title={patch.deployment && step !== 'scan' && step !== 'assess' && step !== 'test' ? patch.deployment.name : t.patch.title}
      note={lacking === null ? noteOf(patch, step) : ''}
    >
      {patch.known ? (
        <Track label={t.patch.steps} steps={trackSteps(patch, other)} current={step} doneWord={t.common.done} />
      ) : (
        <div className="track" />
      )}
      {foreign && (
        <Banner
          tone="live"
          action={
            <a className="btn sm" href={href(['patch', patch.round.step])} onClick={() => go(['patch', patch.round.step])}>
              {t.patch.backToRound}
            </a>
          }
        >
          {t.patch.otherDeployment(patch.deployment?.name ?? '')}
        </Banner>
      )}
      {lacking === null ? <Step patch={patch} /> : <Missing of={lacking} />}
    </Page>
  );
}

const Missing = ({ of: { problem, retry } }: { of: Live<unknown> }): ReactNode =>
  problem ? <ProblemPage problem={problem} retry={retry} /> : <StepBones />;

function noteOf(patch: Patch, step: StepId): string {
  if (step === 'scan' || step === 'assess') return t.patch.roundNote(patch.chosen.length);
  const hash = step === 'test' ? patch.plan?.hash : patch.deployment?.planHash;
  const hosts = step === 'test' ? patch.chosen.length : (patch.deployment?.runs.length ?? 0);
  return [t.common.hosts(hosts), ...(hash ? [t.patch.planNote(shortHash(hash))] : [])].join('. ');
}
