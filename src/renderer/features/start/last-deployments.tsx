import type { ReactNode } from 'react';
import type { DeploymentRow } from '../../../shared/contract/contract.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { when } from '../../ui/format.ts';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { Meter } from '../../ui/progress.tsx';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';

const w = t.start;
const MOST = 5;

function outcome({ state, counts, hosts }: DeploymentRow): { kind: StateKind; word: string } {
  const done = t.deploy.done(counts.done ?? 0, hosts);
  if (state === 'paused') return { kind: 'paused', word: done };
  if (state !== 'finished') return { kind: 'running', word: done };
  if ((counts.failed ?? 0) + (counts.lost ?? 0) > 0) return { kind: 'failed', word: done };
  return { kind: (counts.skipped ?? 0) > 0 ? 'partly' : 'done', word: done };
}

/** Left out while there is none: the tile says that nothing runs. */
export function LastDeployments(): ReactNode {
  const { value, problem, retry } = useLive('deployments.list', {});
  const all = value ?? [];
  if (problem && !value) return <ProblemLine what={w.lastDeployments} problem={problem} retry={retry} />;
  if (all.length === 0) return null;
  return (
    <section className="pane" aria-labelledby="last-deployments">
      <header>
        <h2 id="last-deployments">{w.lastDeployments}</h2>
      </header>
      <table className="plain-table" aria-label={w.deploymentTable}>
        <thead>
          <tr>
            <th scope="col">{w.columns.name}</th>
            <th scope="col">{t.report.facts.kind}</th>
            <th scope="col">{w.columns.began}</th>
            <th scope="col">{w.columns.outcome}</th>
            <th scope="col" style={{ width: '30%' }}>
              <span className="vh">{t.deploy.progress}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {all.slice(0, MOST).map((each) => (
            <tr key={each.id}>
              <td>
                <a href={href(['patch', each.state === 'finished' ? 'report' : 'deploy'], { deployment: each.id })}>
                  <b>{each.name}</b>
                </a>
              </td>
              <td className="dim">{t.report.kinds[each.kind]}</td>
              <td className="dim">{when(each.createdAt)}</td>
              <td>
                <State of={outcome(each).kind}>{outcome(each).word}</State>
              </td>
              <td>
                <Meter
                  label={each.name}
                  words={outcome(each).word}
                  value={each.counts.done ?? 0}
                  of={each.hosts}
                  segments={[
                    { share: each.counts.done ?? 0, tone: 'ok' },
                    { share: (each.counts.failed ?? 0) + (each.counts.lost ?? 0), tone: 'bad' },
                    { share: each.counts.unreachable ?? 0, tone: 'unknown' },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
