import type { ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { conditionOf, needsYou } from '../../state/host-view.ts';
import { t } from '../../texts/index.ts';
import { count } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { states } from '../../ui/states.ts';

const w = t.scan;
/** More squares than fit say nothing; the counts beside them always hold. */
const MOST = 64;

/** One square a host, problems first, and the counts in words. */
export function StateStrip({ rows }: { rows: readonly HostRow[] }): ReactNode {
  const scanned = rows.filter((row) => row.scan.state === 'scanned').length;
  const running = rows.filter((row) => row.scan.state === 'scanning').length;
  const waiting = rows.filter((row) => row.scan.state === 'waiting').length;
  const stuck = rows.filter(needsYou).length;
  const parts: readonly (readonly [number, string])[] = [
    [scanned, w.counts.scanned],
    [running, w.counts.running],
    [waiting, w.counts.waiting],
    [stuck, w.counts.needYou(stuck)],
  ];
  return (
    <div className="strip">
      <ul aria-label={w.strip(rows.length)}>
        {rows.slice(0, MOST).map((row) => {
          const { kind, word } = conditionOf(row);
          return (
            <li key={row.host.id} className={states[kind].tone} title={`${row.host.name}: ${word}`}>
              <Icon name={states[kind].icon} />
              <span className="vh">{`${row.host.name}: ${word}`}</span>
            </li>
          );
        })}
      </ul>
      <span className="small nowrap">
        {parts
          .filter(([n], index) => n > 0 || index === 0)
          .map(([n, word], index) => (
            <span key={word}>
              {index > 0 && ', '}
              <b>{count(n)}</b> {word}
            </span>
          ))}
      </span>
    </div>
  );
}
