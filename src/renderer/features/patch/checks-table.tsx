import type { ReactNode } from 'react';
import type { Check } from '../../../shared/domain/deployment.ts';
import { t } from '../../texts/index.ts';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';

const w = t.verify;
const kinds: Record<Check['outcome'], StateKind> = { passed: 'done', failed: 'failed', differs: 'differs', 'not-checked': 'skipped' };
const order: readonly Check['outcome'][] = ['failed', 'differs', 'passed', 'not-checked'];

/** Failed first: what has to be read comes before what can be trusted. */
export function ChecksTable({ checks }: { checks: readonly Check[] }): ReactNode {
  const sorted = [...checks].sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  return (
    <table className="plain-table" aria-label={w.checksTable}>
      <thead>
        <tr>
          <th scope="col">{w.checkColumns.outcome}</th>
          <th scope="col">{w.checkColumns.check}</th>
          <th scope="col">{w.checkColumns.detail}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((check, index) => (
          <tr key={index}>
            <td>
              <State of={kinds[check.outcome]}>{w.outcomes[check.outcome]}</State>
            </td>
            <td>{check.name}</td>
            <td className="dim">{check.detail}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
