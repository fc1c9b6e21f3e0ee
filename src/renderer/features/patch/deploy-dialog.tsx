import { useState, type ReactNode } from 'react';
import type { HostPlan, Plan } from '../../../shared/domain/plan.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { bytes, list, when } from '../../ui/format.ts';
import { Facts } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';

const w = t.test.dialog;

interface DeployDialogProps {
  readonly plan: Plan;
  readonly hosts: readonly HostPlan[];
  readonly onClose: () => void;
  readonly onStarted: (deploymentId: string) => unknown;
}

/** The decision: what happens, in which order, under which plan. It is the plan's hash that is approved. */
export function DeployDialog({ plan, hosts, onClose, onStarted }: DeployDialogProps): ReactNode {
  const [name, setName] = useState(() => w.defaultName(dayOf(new Date())));
  const [many, setMany] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const usual = useLive('settings.get', {}).value?.concurrency ?? 1;
  const atATime = many ?? String(usual);
  const wrong = /^\d+$/.test(atATime) && Number(atATime) >= 1 && Number(atATime) <= 50 ? undefined : t.settings.number(1, 50);
  const title = t.test.deploy(hosts.length);
  const rings = [...new Set(hosts.map((host) => host.ring))].sort((a, b) => a - b);
  const notBack = hosts.filter((host) => host.reversibility?.verdict !== 'reversible').length;
  const load = hosts.reduce((sum, host) => sum + (host.transaction?.downloadBytes ?? 0), 0);
  const changes = hosts.reduce((sum, host) => sum + (host.transaction?.items.length ?? 0), 0);

  const start = async (): Promise<void> => {
    const reply = await ask('deployments.start', {
      planId: plan.id,
      planHash: plan.hash ?? '',
      name: name.trim(),
      concurrency: Number(atATime),
      hostIds: hosts.map((host) => host.hostId),
    });
    if (!reply.ok) return setProblem(reply.problem);
    onClose();
    await onStarted(reply.value.deploymentId);
  };
  return (
    <Dialog
      title={title}
      confirm={title}
      cancel={t.common.cancel}
      onClose={onClose}
      onConfirm={start}
      alert
      disabled={name.trim() === '' || wrong !== undefined}
      width={600}
      footNote={w.survives}
    >
      {problem && <ProblemVerdict problem={problem} />}
      <div className="form-grid">
        <div className="four">
          <Field label={w.name} value={name} onChange={(value) => setName(value.slice(0, 80))} autoFocus />
        </div>
        <div className="two">
          <Field label={w.concurrency} type="number" value={atATime} onChange={setMany} error={wrong} />
        </div>
      </div>
      <section>
        <h3>{w.does}</h3>
        <ul className="stack" style={{ gap: 4, marginTop: 4 }}>
          <li>{`${t.common.hosts(hosts.length)}, ${t.test.sum(changes, bytes(load))}.`}</li>
          <li>{w.saves}</li>
          <li>{w.rebootRule[plan.options.reboot]}</li>
          <li className="dim">{w.differs}</li>
          {notBack > 0 && (
            <li>
              <State of="partly">{w.noWayBack(notBack)}</State>
            </li>
          )}
        </ul>
      </section>
      <Facts
        rows={[
          ...rings.map(
            (ring) =>
              [
                t.deploy.ring(ring),
                list(
                  hosts.filter((host) => host.ring === ring).map((host) => host.hostName),
                  5,
                ),
              ] as const,
          ),
          [w.hash, <code className="mono">{plan.hash}</code>],
        ]}
      />
    </Dialog>
  );
}

/** "Sat 21 Nov", taken from the date that `when` writes beyond a week. */
const dayOf = (date: Date): string => when(date.toISOString(), date.getTime() + 10 * 86_400_000);
