import type { ReactNode } from 'react';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { runKind, runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { seconds, when } from '../../ui/format.ts';
import { Facts } from '../../ui/pane.tsx';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { State } from '../../ui/state.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyStep } from './empty-step.tsx';
import type { Patch } from './patch.ts';
import { recordOf, recordText, type RecordHost } from './record.ts';

const w = t.report;

/** The deployment's record: what was decided, how each host ended, which versions went from where to where. */
export function ReportStep({ patch: { deployment } }: { patch: Patch }): ReactNode {
  const { value: plan, problem, retry } = useLive('plan.get', deployment ? { planId: deployment.planId } : null);
  if (!deployment) return <EmptyStep title={t.patch.noDeployment} note={t.patch.noDeploymentNote} action={t.patch.toTest} to="test" />;
  const record = recordOf(deployment, plan);
  return (
    <div className="page" tabIndex={0}>
      <article className="record" aria-label={w.record}>
        <div className="row wrap">
          <h2 className="grow">{w.record}</h2>
          <a href={href(['history'], { deployment: deployment.id })}>{w.history}</a>
          <CopyButton text={recordText(record)} label={w.copy} />
        </div>
        <section className="pane">
          <header>
            <h3>{w.decided}</h3>
          </header>
          <div className="sec">
            <Facts rows={record.decided} />
          </div>
        </section>
        <section className="pane">
          <header>
            <h3>{w.perHost}</h3>
            <span className="small dim">{record.sum}</span>
          </header>
          <HostTable hosts={record.hosts} />
        </section>
        {problem && <ProblemLine what={w.changes} problem={problem} retry={retry} />}
        {record.changes.length > 0 && (
          <section className="pane">
            <header>
              <h3>{w.changes}</h3>
            </header>
            <table className="plain-table" aria-label={w.tables.changes}>
              <thead>
                <tr>
                  <th scope="col">{w.columns.package}</th>
                  <th scope="col">{w.columns.before}</th>
                  <th scope="col">{w.columns.after}</th>
                  <th scope="col">{w.columns.hosts}</th>
                </tr>
              </thead>
              <tbody>
                {record.changes.map((change) => (
                  <tr key={`${change.name} ${change.from} ${change.to}`}>
                    <td>{change.name}</td>
                    <td className="mono dim">{change.from}</td>
                    <td className="mono">{change.to}</td>
                    <td>{change.hosts.join(', ')}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </article>
    </div>
  );
}

const HostTable = ({ hosts }: { hosts: readonly RecordHost[] }): ReactNode => (
  <table className="plain-table" aria-label={w.tables.hosts}>
    <thead>
      <tr>
        <th scope="col">{w.columns.host}</th>
        <th scope="col">{w.columns.outcome}</th>
        <th scope="col">{w.columns.checks}</th>
        <th scope="col">{w.columns.why}</th>
        <th scope="col">{w.columns.began}</th>
        <th scope="col" className="end">
          {w.columns.took}
        </th>
      </tr>
    </thead>
    <tbody>
      {hosts.map(({ run, checks, why, took }) => (
        <tr key={run.hostId}>
          <td className="name">
            <b>{run.hostName}</b>
          </td>
          <td>
            <State of={runKind(run)}>{runWord(run)}</State>
          </td>
          <td className="nowrap">{checks}</td>
          <td className="dim reason" title={why}>
            {why}
          </td>
          <td className="dim nowrap">{run.startedAt ? when(run.startedAt) : ''}</td>
          <td className="end dim">{took === null ? '' : seconds(took)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
