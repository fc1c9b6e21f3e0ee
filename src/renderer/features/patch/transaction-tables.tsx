import type { ReactNode } from 'react';
import type { Reversibility, Transaction, TransactionItem } from '../../../shared/domain/plan.ts';
import { t } from '../../texts/index.ts';
import { bytes } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { State } from '../../ui/state.tsx';

const w = t.test.pane;

/** A long transaction is cut in the window and never in the plan; beyond this nobody reads it row by row. */
const MOST = 400;

export function TransactionTable({ transaction, back }: { transaction: Transaction; back: Reversibility | null }): ReactNode {
  const goesBack = new Map(back?.items.map((item) => [item.name, item.back]));
  const heads = w.columns;
  return (
    <table className="plain-table" aria-label={w.table}>
      <thead>
        <tr>
          <th scope="col">{heads.action}</th>
          <th scope="col">{heads.package}</th>
          <th scope="col">{heads.before}</th>
          <th scope="col">{heads.after}</th>
          <th scope="col" className="end">
            {heads.load}
          </th>
          <th scope="col">{heads.back}</th>
        </tr>
      </thead>
      <tbody>
        {transaction.items.slice(0, MOST).map((item) => (
          <ItemRow key={`${item.name}:${item.arch}`} item={item} back={goesBack.get(item.name)} />
        ))}
        {transaction.conffileConflicts.map((conflict) => (
          <tr key={conflict.path}>
            <td>
              <State of="conflict">{w.actions.conflict}</State>
            </td>
            <td className="any">{conflict.path}</td>
            <td className="dim nowrap">{w.yours}</td>
            <td className="nowrap">{w.keeps}</td>
            <td />
            <td />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ItemRow({ item, back }: { item: TransactionItem; back: boolean | undefined }): ReactNode {
  return (
    <tr>
      <td>
        <State of={item.action}>{w.actions[item.action]}</State>
      </td>
      <td className="any">{item.name}</td>
      <td className="mono dim">{item.from}</td>
      <td className="mono">{item.to}</td>
      <td className="end dim">{item.downloadBytes > 0 ? bytes(item.downloadBytes) : ''}</td>
      <td className={back ? 'ok' : 'bad'}>
        {back !== undefined && (
          <span className="row" style={{ gap: 0 }}>
            <Icon name={back ? 'rollback' : 'noback'} />
            <span className="vh">{back ? w.goesBack : w.doesNot}</span>
          </span>
        )}
      </td>
    </tr>
  );
}

export const BackTable = ({ back }: { back: Reversibility }): ReactNode => (
  <table className="plain-table" aria-label={w.backTable}>
    <tbody>
      {back.items.slice(0, MOST).map((item) => (
        <tr key={item.name}>
          <td>{item.name}</td>
          <td>
            <State of={item.back ? 'reversible' : 'notReversible'}>{item.back ? w.goesBack : w.doesNot}</State>
          </td>
          <td className="dim">{item.back ? w.from[item.from] : item.note || w.from[item.from]}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

export function LeftOutTable({ transaction: { leftOut } }: { transaction: Transaction }): ReactNode {
  if (leftOut.length === 0) return <p className="tbl-empty">{w.nothingLeftOut}</p>;
  return (
    <table className="plain-table" aria-label={w.leftOutTable}>
      <tbody>
        {leftOut.slice(0, MOST).map((item) => (
          <tr key={item.name}>
            <td>{item.name}</td>
            <td className="dim">{w.why[item.why]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
