import { useState, type ReactNode } from 'react';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { remedyButton } from '../../state/remedies.ts';
import { useRunLog } from '../../state/run-log.ts';
import { runKind, runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Log } from '../../ui/log.tsx';
import { Pane, Section } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ChecksTable } from './checks-table.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';

const w = t.deploy;

interface RunPaneProps {
  readonly deployment: Deployment;
  readonly run: Run;
  readonly onClose: () => void;
  readonly onLost: () => void;
}

/** One host of a deployment: what went wrong and what can be done, its log, its checks. */
export function RunPane({ deployment, run, onClose, onLost }: RunPaneProps): ReactNode {
  const [tab, setTab] = useState<'log' | 'checks'>('log');
  const log = useRunLog(deployment.id, run);
  const passed = run.checks.filter((check) => check.outcome === 'passed').length;
  return (
    <Pane
      title={run.hostName}
      width={432}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      fill
      tools={<State of={runKind(run)}>{runWord(run)}</State>}
    >
      {run.problem && (
        <Section>
          <ProblemVerdict problem={run.problem} />
        </Section>
      )}
      <RunActions deployment={deployment} run={run} onLost={onLost} />
      <Tabs
        label={w.pane.tabs}
        current={tab}
        onChange={setTab}
        tabs={[
          { id: 'log', text: w.pane.log },
          { id: 'checks', text: w.pane.checks, note: run.checks.length > 0 ? t.common.of(passed, run.checks.length, '').trim() : '' },
        ]}
        tools={tab === 'log' && <CopyButton text={log} />}
      >
        {tab === 'log' ? (
          <Log label={w.pane.logOf(run.hostName)} text={log} empty={w.pane.empty} toEnd={w.pane.toEnd} />
        ) : (
          <div className="page flush" tabIndex={0}>
            {run.checks.length > 0 ? <ChecksTable checks={run.checks} /> : <p className="tbl-empty">{w.pane.noChecks}</p>}
          </div>
        )}
      </Tabs>
      <div className="bar end" style={{ minHeight: 28, paddingBlock: 4 }}>
        <span className="small dim mono">{run.id}</span>
        {run.attempts > 1 && <span className="small dim">{w.pane.attempts(run.attempts)}</span>}
      </div>
    </Pane>
  );
}

function RunActions({ deployment, run, onLost }: { deployment: Deployment; run: Run; onLost: () => void }): ReactNode {
  const { id } = deployment;
  const remedy = run.problem && remedyButton(run.problem, run.hostId, { kind: 'retry', deploymentId: id });
  const canRetry = run.state === 'failed' || run.state === 'skipped' || run.state === 'lost';
  const canLose = run.state === 'unreachable' || run.state === 'rebooting';
  const canGoBack = deployment.kind === 'deploy' && (run.state === 'failed' || run.state === 'done') && run.attempts > 0;
  const showsRemedy = remedy && remedy.text !== t.remedies.retry;
  if (!canRetry && !canLose && !canGoBack && !showsRemedy) return null;
  return (
    <div className="sec row wrap">
      {showsRemedy && <Button onPress={remedy.run}>{remedy.text}</Button>}
      {canRetry && (
        <Button icon="retry" onPress={() => act('deployments.retry', { id, hostIds: [run.hostId] })}>
          {w.retry}
        </Button>
      )}
      {canGoBack && (
        <Button icon="rollback" onPress={() => go(['patch', 'roll-back'], { deployment: id, host: run.hostId })}>
          {w.rollBackHost(run.hostName)}
        </Button>
      )}
      {canLose && (
        <Button look="danger" onPress={onLost}>
          {w.setAside}
        </Button>
      )}
    </div>
  );
}
