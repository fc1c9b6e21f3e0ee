import { useMemo, useState, type ReactNode } from 'react';
import type { Deployment } from '../../../shared/domain/deployment.ts';
import type { HostPlan, Plan } from '../../../shared/domain/plan.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { list, shortHash } from '../../ui/format.ts';
import { ProblemPage } from '../../ui/problem-page.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';
import { isReady, previewRows } from './plan-view.ts';
import { PreviewPane } from './preview-pane.tsx';
import { StepBones } from './step-bones.tsx';
import { PreviewTable } from './preview-table.tsx';

const w = t.rollBack;

interface RollBackPreviewProps {
  readonly planId: string;
  readonly original: Deployment;
  readonly onAgain: () => void;
  readonly onStarted: () => void;
}

export function RollBackPreview({ planId, original, onAgain, onStarted }: RollBackPreviewProps): ReactNode {
  const { value: plan, problem, retry } = useLive('plan.get', { planId });
  const [open, setOpen] = useState<string | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [deciding, setDeciding] = useState(false);
  const names = useMemo(() => new Map(original.runs.map((run) => [run.hostId, run.hostName])), [original.runs]);
  const rows = useMemo(() => (plan ? previewRows(plan, (id) => names.get(id) ?? id) : []), [plan, names]);
  if (!plan) return problem ? <ProblemPage problem={problem} retry={retry} /> : <StepBones />;
  const going = plan.hosts.filter((host) => isReady(host) && !left.has(host.hostId));
  const openHost = plan.hosts.find((host) => host.hostId === open);
  const cancel = async (): Promise<void> => {
    if (plan.state === 'making') await act('plan.cancel', { planId });
    onAgain();
  };
  return (
    <div className="body split">
      <div className="col">
        <PreviewTable
          isMaking={plan.state === 'making'}
          rows={rows}
          open={open}
          onOpen={setOpen}
          chosen={new Set(going.map((host) => host.hostId))}
          onChoose={(keys) =>
            setLeft(new Set(plan.hosts.filter((host) => isReady(host) && !keys.has(host.hostId)).map((host) => host.hostId)))
          }
        />
        <div className="bar end">
          <Button onPress={cancel}>{w.again}</Button>
          {plan.hash && <span className="small dim">{t.patch.planNote(shortHash(plan.hash))}</span>}
          <span className="grow" />
          {plan.state === 'making' && <span className="dim">{t.test.stillAsking}</span>}
          <Button look="danger" icon="rollback" disabled={plan.state !== 'ready' || going.length === 0} onPress={() => setDeciding(true)}>
            {w.confirm(going.length)}
          </Button>
        </div>
      </div>
      {openHost && <PreviewPane host={openHost} system={null} options={plan.options} onClose={() => setOpen(null)} />}
      {deciding && (
        <RollBackDialog plan={plan} hosts={going} original={original} onClose={() => setDeciding(false)} onStarted={onStarted} />
      )}
    </div>
  );
}

interface RollBackDialogProps {
  readonly plan: Plan;
  readonly hosts: readonly HostPlan[];
  readonly original: Deployment;
  readonly onClose: () => void;
  readonly onStarted: () => void;
}

/** Title is verb and object; what goes back and what does not stands side by side. */
function RollBackDialog({ plan, hosts, original, onClose, onStarted }: RollBackDialogProps): ReactNode {
  const [name, setName] = useState(() => w.name(original.name));
  const [problem, setProblem] = useState<Problem | null>(null);
  const only = hosts.length === 1 ? hosts[0]?.hostName : undefined;
  const title = only ? t.deploy.rollBackHost(only) : w.confirm(hosts.length);
  const back = new Map(hosts.flatMap((host) => host.transaction?.items ?? []).map((item) => [item.name, item.to]));
  const stays = [
    ...new Set(hosts.flatMap((host) => host.reversibility?.items.filter((item) => !item.back).map((item) => item.name) ?? [])),
  ];
  const start = async (): Promise<void> => {
    const reply = await ask('deployments.start', {
      planId: plan.id,
      planHash: plan.hash ?? '',
      name: name.trim(),
      hostIds: hosts.map((host) => host.hostId),
    });
    if (!reply.ok) return setProblem(reply.problem);
    onClose();
    onStarted();
  };
  return (
    <Dialog
      title={title}
      confirm={title}
      cancel={t.common.cancel}
      danger
      alert
      onClose={onClose}
      onConfirm={start}
      disabled={name.trim() === ''}
      width={640}
      footNote={w.dialog.reopens}
    >
      {problem && <ProblemVerdict problem={problem} />}
      <div className="form-grid">
        <section>
          <h3>{w.dialog.goesBack}</h3>
          {[...back].slice(0, 8).map(([pack, to]) => (
            <div key={pack} className="row">
              <State of="reversible">{pack}</State>
              <span className="grow" />
              <span className="mono cut">{to}</span>
            </div>
          ))}
          {back.size > 8 && <p className="dim small">{list([...back.keys()].slice(8), 6)}</p>}
        </section>
        <section>
          <h3>{w.dialog.stays}</h3>
          {stays.map((pack) => (
            <div key={pack}>
              <State of="notReversible">{pack}</State>
            </div>
          ))}
          <div className="row">
            <State of="notReversible">{w.dialog.data}</State>
          </div>
          <div className="row">
            <State of="notReversible">{w.dialog.sessions}</State>
          </div>
        </section>
      </div>
      <Field label={w.dialog.name} value={name} onChange={(value) => setName(value.slice(0, 80))} autoFocus />
    </Dialog>
  );
}
