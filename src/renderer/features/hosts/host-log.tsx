import { useState, type ReactNode } from 'react';
import type { HistoryEntry } from '../../../shared/contract/contract.ts';
import type { Run } from '../../../shared/domain/deployment.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { useRunLog } from '../../state/run-log.ts';
import { runKind, runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { Answer, PaneBones } from '../../ui/answer.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Choice } from '../../ui/field.tsx';
import { when } from '../../ui/format.ts';
import { Log } from '../../ui/log.tsx';
import { State } from '../../ui/state.tsx';

const w = t.hosts.log;
/** Entries of this host that are looked through for its deployments: some four of each. */
const LOOKED_AT = 200;

/** What the host said while it was patched: of its newest deployment, or of the one that is chosen. */
export function HostLog({ id, name }: { id: string; name: string }): ReactNode {
  const from = useLive('history.list', { hostId: id, limit: LOOKED_AT });
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Answer from={from} what={w.tab} bones={<PaneBones lines={8} />}>
      {(entries) => {
        const all = deploymentsIn(entries);
        const shown = chosen ?? all[0]?.id;
        if (shown === undefined) return <p className="tbl-empty">{w.none}</p>;
        return (
          <>
            <div className="bar under">
              <Choice
                inline
                label={w.deployment}
                value={shown}
                onChange={setChosen}
                options={all.map(({ id: value, at }) => ({ value, text: when(at) }))}
              />
              <a href={href(['patch', 'deploy'], { deployment: shown })}>{w.open}</a>
            </div>
            <DeploymentLog key={shown} deploymentId={shown} hostId={id} name={name} />
          </>
        );
      }}
    </Answer>
  );
}

/** Newest first, each with the newest time that is known of it. */
function deploymentsIn(entries: readonly HistoryEntry[]): readonly { readonly id: string; readonly at: string }[] {
  const times = new Map<string, string>();
  for (const { deploymentId, at } of entries) if (deploymentId !== null && !times.has(deploymentId)) times.set(deploymentId, at);
  return [...times].map(([id, at]) => ({ id, at }));
}

function DeploymentLog({ deploymentId, hostId, name }: { deploymentId: string; hostId: string; name: string }): ReactNode {
  const from = useLive('deployments.get', { id: deploymentId });
  return (
    <Answer from={from} what={w.deployment} bones={<PaneBones lines={8} />}>
      {(deployment) => {
        const run = deployment.runs.find((one) => one.hostId === hostId);
        return run ? <RunLog deploymentId={deploymentId} run={run} name={name} /> : <p className="tbl-empty">{w.none}</p>;
      }}
    </Answer>
  );
}

function RunLog({ deploymentId, run, name }: { deploymentId: string; run: Run; name: string }): ReactNode {
  const text = useRunLog(deploymentId, run);
  return (
    <>
      <div className="bar under">
        <State of={runKind(run)}>{runWord(run)}</State>
        <span className="grow" />
        <CopyButton text={text} />
      </div>
      <Log label={t.deploy.pane.logOf(name)} text={text} empty={t.deploy.pane.empty} toEnd={t.deploy.pane.toEnd} />
    </>
  );
}
