import type { ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { t } from '../../texts/index.ts';
import { dayName } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';

const w = t.findings;

/** One line: how many are open, what is urgent among them, and what is not known. Empty, and as high, until that is known. */
export function Standing({ exposure, children }: { exposure: CallOutput<'findings.exposure'> | null; children: ReactNode }): ReactNode {
  if (!exposure) {
    return (
      <div className="bar under row wrap">
        <span className="grow standing" />
        {children}
      </div>
    );
  }
  const { findings, overdue, exploited, fixable, excepted, unjudgedHosts, unjudgedPackages, asOf } = exposure;
  const unknown = w.unjudged(unjudgedHosts, unjudgedPackages);
  const day = asOf && dayName(asOf);
  return (
    <div className="bar under row wrap">
      <span className="grow standing">
        <b>{findings === 0 ? w.headNone(day) : w.head(findings)}</b>
        {findings > 0 && <span className="dim">{w.headParts(overdue, exploited, fixable)}</span>}
        {excepted > 0 && <State of="excepted">{w.excepted(excepted)}</State>}
        {unknown && <State of="unknown">{unknown}</State>}
        {day && <span className="small faint">{w.asOf(day)}</span>}
      </span>
      {children}
    </div>
  );
}
