import type { ReactNode } from 'react';
import type { Run } from '../../../shared/domain/deployment.ts';
import { explain } from '../../../shared/domain/problem.ts';
import { useNow } from '../../state/now.ts';
import { runKind, runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { bytes, count, seconds } from '../../ui/format.ts';
import { Meter } from '../../ui/progress.tsx';
import { State } from '../../ui/state.tsx';
import type { Column } from '../../ui/table-model.ts';
import { runDetail, runSeconds, runShare } from './run-view.ts';

const w = t.deploy.columns;
const moving = new Set<Run['state']>(['intended', 'running', 'unreachable', 'rebooting', 'verifying']);

export const deployColumns: readonly Column<Run>[] = [
  { id: 'host', head: w.host, width: 'minmax(104px, 0.7fr)', sort: (run) => run.hostName, cell: (run) => <b>{run.hostName}</b> },
  { id: 'state', head: w.state, width: 'minmax(176px, 0.9fr)', cell: (run) => <State of={runKind(run)}>{runWord(run)}</State> },
  { id: 'progress', head: w.progress, width: 'minmax(150px, 1.8fr)', cell: (run) => <RunProgress run={run} /> },
  { id: 'packages', head: w.packages, width: '78px', align: 'end', sort: (run) => run.packages, cell: (run) => count(run.packages) },
  {
    id: 'load',
    head: w.load,
    width: '76px',
    align: 'end',
    sort: (run) => run.downloadBytes,
    cell: (run) => <span className="dim">{bytes(run.downloadBytes)}</span>,
  },
  { id: 'time', head: w.time, width: '104px', align: 'end', sort: (run) => runSeconds(run, Date.now()), cell: (run) => <Took run={run} /> },
];

/** A bar only where something moves; a host that has ended has its word, and its reason where it failed. */
function RunProgress({ run }: { run: Run }): ReactNode {
  if (run.problem && run.state !== 'unreachable') return <span className="dim">{explain(run.problem).title}</span>;
  if (!moving.has(run.state)) return run.rebooted ? <span className="dim">{t.report.rebooted}</span> : null;
  const share = runShare(run);
  const words = runDetail(run);
  return (
    <span className="row">
      {share !== null && (
        <span style={{ width: 72, flex: 'none' }}>
          <Meter
            label={t.deploy.hostProgress(run.hostName)}
            words={words || runWord(run)}
            value={share}
            of={1}
            segments={[{ share, tone: run.state === 'unreachable' ? 'unknown' : 'live' }]}
          />
        </span>
      )}
      <span className="dim cut">{words}</span>
    </span>
  );
}

function Took({ run }: { run: Run }): ReactNode {
  const took = runSeconds(run, useNow(run.startedAt !== null && run.endedAt === null));
  return <span className="dim">{took === null ? '' : seconds(took)}</span>;
}
