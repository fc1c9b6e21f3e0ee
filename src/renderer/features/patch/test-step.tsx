import { useMemo, useState, type ReactNode } from 'react';
import type { Plan, PlanOptions } from '../../../shared/domain/plan.ts';
import { useFiltered } from '../../state/filters.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice, Tick } from '../../ui/field.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { bytes } from '../../ui/format.ts';
import { Meter } from '../../ui/progress.tsx';
import { State } from '../../ui/state.tsx';
import { DeployDialog } from './deploy-dialog.tsx';
import { EmptyStep } from './empty-step.tsx';
import { LoadPlots } from './load-plots.tsx';
import type { Patch } from './patch.ts';
import { isReady, previewFields, previewRows, previewText } from './plan-view.ts';
import { PreviewPane } from './preview-pane.tsx';
import { PreviewTable } from './preview-table.tsx';

const w = t.test;

export function TestStep({ patch }: { patch: Patch }): ReactNode {
  if (!patch.plan) return <EmptyStep title={w.noPlan} note={w.noPlanNote} action={w.toAssess} to="assess" />;
  return <Preview key={patch.plan.id} patch={patch} plan={patch.plan} />;
}

/** Compares what decides about a plan; the order of ticks does not. */
const same = (a: PlanOptions, b: PlanOptions): boolean =>
  a.reboot === b.reboot &&
  a.allowWithoutWayBack === b.allowWithoutWayBack &&
  [...a.allowRemovals].sort().join() === [...b.allowRemovals].sort().join();

function Preview({ patch, plan }: { patch: Patch; plan: Plan }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [deploying, setDeploying] = useState(false);
  const [isPlot, setPlot] = useState(false);
  const names = useMemo(() => new Map(patch.rows.map((row) => [row.host.id, row.host.name])), [patch.rows]);
  const rows = useMemo(() => previewRows(plan, (id) => names.get(id) ?? id), [plan, names]);
  const { shown, field } = useFiltered('test', rows, previewFields, previewText);
  const going = plan.hosts.filter((host) => isReady(host) && !left.has(host.hostId));
  const chosen = new Set(going.map((host) => host.hostId));
  const openHost = plan.hosts.find((host) => host.hostId === open);
  const { options } = patch.round;
  const outdated = !same(options, plan.options);
  const setOptions = (next: PlanOptions): void => void saveRound({ options: next });

  const again = async (): Promise<void> => {
    const hostIds = [...plan.hosts.map((host) => host.hostId), ...plan.pending].filter((id) => names.has(id));
    const made = plan.selection && (await act('plan.make', { hostIds, selection: plan.selection, options }));
    if (made) await saveRound({ planId: made.planId });
  };
  return (
    <div className="body split">
      <div className="col">
        <div className="bar">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} />
          <Button onPress={() => setPlot(!isPlot)}>{isPlot ? t.plots.table : t.plots.load.button}</Button>
          {plan.state === 'making' ? (
            <Button icon="stop" onPress={() => act('plan.cancel', { planId: plan.id })}>
              {w.cancel}
            </Button>
          ) : (
            <Button icon="retry" onPress={again} look={outdated ? 'primary' : 'normal'}>
              {w.again}
            </Button>
          )}
        </div>
        <div className="bar under" role="group" aria-label={w.options} style={{ paddingTop: 0 }}>
          <Choice
            inline
            label={w.reboot}
            value={options.reboot}
            onChange={(reboot) => setOptions({ ...options, reboot })}
            options={[
              { value: 'never', text: t.assess.reboots.never },
              { value: 'if-required', text: t.assess.reboots['if-required'] },
              { value: 'always', text: t.assess.reboots.always },
            ]}
          />
          <Tick
            label={w.withoutWayBack}
            checked={options.allowWithoutWayBack}
            onChange={(allowWithoutWayBack) => setOptions({ ...options, allowWithoutWayBack })}
          />
        </div>
        <PlanProgress plan={plan} />
        {outdated && plan.state !== 'making' && <Banner tone="warn">{w.outdated}</Banner>}
        {isPlot ? (
          <LoadPlots hosts={shown.flatMap(({ host }) => host ?? [])} />
        ) : (
          <PreviewTable
            isMaking={plan.state === 'making'}
            rows={shown}
            open={open}
            onOpen={setOpen}
            chosen={chosen}
            onChoose={(keys) =>
              setLeft(new Set(plan.hosts.filter((host) => isReady(host) && !keys.has(host.hostId)).map((host) => host.hostId)))
            }
          />
        )}
        <div className="bar end">
          <PlanSum plan={plan} going={going} />
          <span className="grow" />
          <DeployButton plan={plan} going={going.length} outdated={outdated} onPress={() => setDeploying(true)} />
        </div>
      </div>
      {openHost && (
        <PreviewPane
          host={openHost}
          system={patch.rows.find((row) => row.host.id === open)?.system ?? null}
          options={options}
          onOptions={setOptions}
          onClose={() => setOpen(null)}
        />
      )}
      {deploying && (
        <DeployDialog
          plan={plan}
          hosts={going}
          onClose={() => setDeploying(false)}
          onStarted={async (deploymentId) => {
            await saveRound({ deploymentId });
            go(['patch', 'deploy']);
          }}
        />
      )}
    </div>
  );
}

function PlanProgress({ plan }: { plan: Plan }): ReactNode {
  if (plan.state === 'cancelled') return <Banner tone="warn">{w.cancelled}</Banner>;
  if (plan.state !== 'making') return null;
  const all = plan.hosts.length + plan.pending.length;
  const words = w.progress(plan.hosts.length, all);
  return (
    <div className="strip">
      <div className="grow">
        <Meter label={w.table} words={words} value={plan.hosts.length} of={all} />
      </div>
      <span className="small">{words}</span>
    </div>
  );
}

/** A button that cannot be pressed has its reason beside it. */
function DeployButton({
  plan,
  going,
  outdated,
  onPress,
}: {
  plan: Plan;
  going: number;
  outdated: boolean;
  onPress: () => void;
}): ReactNode {
  const why = plan.state === 'making' ? w.stillAsking : outdated ? null : going === 0 ? w.noneReady : null;
  return (
    <>
      {why && <span className="dim">{why}</span>}
      <Button
        look={outdated ? 'normal' : 'primary'}
        iconAfter="arrow"
        disabled={plan.state !== 'ready' || outdated || going === 0}
        onPress={onPress}
      >
        {w.deploy(going)}
      </Button>
    </>
  );
}

function PlanSum({ plan, going }: { plan: Plan; going: readonly Plan['hosts'][number][] }): ReactNode {
  const changes = going.reduce((sum, host) => sum + (host.transaction?.items.length ?? 0), 0);
  const load = going.reduce((sum, host) => sum + (host.transaction?.downloadBytes ?? 0), 0);
  const out = plan.hosts.length - plan.hosts.filter(isReady).length;
  return (
    <>
      <span className="dim">{w.sum(changes, bytes(load))}</span>
      {out > 0 && <State of="skipped">{w.keptOut(out)}</State>}
    </>
  );
}
