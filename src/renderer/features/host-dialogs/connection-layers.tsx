import { useState, type ReactNode } from 'react';
import type { Layer } from '../../../shared/contract/connection.ts';
import type { Reply } from '../../../shared/contract/contract.ts';
import type { HostDraft } from '../../../shared/domain/host.ts';
import { explain, type Problem } from '../../../shared/domain/problem.ts';
import { announce } from '../../state/announce.ts';
import { ask } from '../../state/api.ts';
import { t } from '../../texts/index.ts';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';

export interface ConnectionTest {
  readonly running: boolean;
  readonly layers: readonly Layer[] | null;
  /** Why nothing could be tested at all. */
  readonly problem: Problem | null;
  readonly run: () => Promise<void>;
}

/** Tests a saved host, or a draft as it is; a draft with an id is tested with that host's secrets. */
export function useConnectionTest(id: string | null, draft: HostDraft | null): ConnectionTest {
  const [running, setRunning] = useState(false);
  const [layers, setLayers] = useState<readonly Layer[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = async (): Promise<void> => {
    setRunning(true);
    const reply = await ask('hosts.testConnection', { id, draft });
    setRunning(false);
    setLayers(reply.ok ? reply.value.layers : null);
    announce(verdictOf(reply));
    setProblem(reply.ok ? null : reply.problem);
  };
  return { running, layers, problem, run };
}

/** For ears: that all is well, or the first thing that is not. */
function verdictOf(reply: Reply<'hosts.testConnection'>): string {
  if (!reply.ok) return explain(reply.problem).title;
  const { layers } = reply.value;
  const wrong = layers.find((one) => one.state === 'fail') ?? layers.find((one) => one.state !== 'ok');
  if (!wrong) return t.wayIn.good;
  return wrong.problem ? explain(wrong.problem).title : t.wayIn.not(t.wayIn.layers[wrong.layer], t.wayIn.states[wrong.state]);
}

const kinds: Readonly<Record<Layer['state'], StateKind>> = { ok: 'done', warn: 'differs', fail: 'failed', skipped: 'skipped' };

/** What a test found, one line a layer, and below it what to do about what failed. */
export function ConnectionLayers({ test, actions }: { test: ConnectionTest; actions?: (problem: Problem) => ReactNode }): ReactNode {
  const { layers } = test;
  const troubles = (layers ?? []).flatMap((one) => (one.problem && one.state === 'fail' ? [one.problem] : []));
  return (
    <div className="stack" aria-busy={test.running}>
      {test.running && <p className="dim">{t.wayIn.testing}</p>}
      {test.problem && <ProblemVerdict problem={test.problem} />}
      {layers && (
        <table className="plain-table" aria-label={t.wayIn.list} tabIndex={0}>
          <tbody>
            {layers.map((one, index) => (
              <tr key={index}>
                <td>
                  <State of={kinds[one.state]}>{t.wayIn.states[one.state]}</State>
                </td>
                <th scope="row">{t.wayIn.layers[one.layer]}</th>
                <td className="dim wrap-any">{one.hop}</td>
                <td className="dim num">{one.ms === null ? '' : t.wayIn.took(one.ms)}</td>
                <td className="wrap-any">{one.state === 'skipped' ? '' : one.text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {layers?.every((one) => one.state === 'ok') && <p>{t.wayIn.good}</p>}
      {troubles.map((problem, index) => (
        <div key={index} className="stack">
          <ProblemVerdict problem={problem} />
          {actions && <div>{actions(problem)}</div>}
        </div>
      ))}
    </div>
  );
}
