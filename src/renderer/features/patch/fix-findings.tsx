import { useMemo, type ReactNode } from 'react';
import { byUrgency, dueState } from '../../state/findings.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { KevTag, percentile } from '../../ui/finding-parts.tsx';
import { Section } from '../../ui/pane.tsx';
import { State } from '../../ui/state.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { closesSource, type JudgedFix } from './judged-fix.ts';

const w = t.findings;
/** The rest is one click away, in the list of findings. */
const MOST = 30;

/** By when the update has to be there, and the findings that go with it. */
export function FixFindings({ row, hostIds }: { row: JudgedFix; hostIds: readonly string[] }): ReactNode {
  const { value } = useLive('findings.list', { hostIds: [...hostIds] });
  const cves = useMemo(() => new Set(row.closes?.cves), [row.closes]);
  const findings = (value ?? []).filter((one) => closesSource(row, one.source) && cves.has(one.cve)).toSorted(byUrgency);
  if (!row.closes || row.closes.cves.length === 0) {
    return (
      <Section>
        <p className="dim">{row.closes ? w.fixList.closesNothing : w.fixList.notJudged}</p>
      </Section>
    );
  }
  const { due } = row.closes;
  const { kind, word } = dueState(due);
  return (
    <Section title={w.fixList.closes(row.closes.cves.length, row.closes.findings)}>
      <div className="stack">
        {due && (
          <Verdict of={kind} title={word}>
            <p>{`${due.name}: ${due.reason}`}</p>
          </Verdict>
        )}
        <table className="plain-table in-pane" aria-label={w.fixList.findingsTable}>
          <thead>
            <tr>
              <th scope="col">{w.columns.cve}</th>
              <th scope="col">{w.columns.due}</th>
              <th scope="col" className="end">
                {w.columns.epss}
              </th>
            </tr>
          </thead>
          <tbody>
            {findings.slice(0, MOST).map((one) => (
              <tr key={one.cve}>
                <td>
                  <a href={href(['findings', 'vulnerabilities'], { cve: one.cve, source: one.source })}>{one.cve}</a>{' '}
                  <KevTag kev={one.kev} />
                  <div className="tiny faint">{one.vendorSeverity}</div>
                </td>
                <td>
                  <State of={dueState(one.due).kind}>{dueState(one.due).word}</State>
                </td>
                <td className="end">{percentile(one.epss?.percentile ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {findings.length > MOST && <a href={href(['findings'])}>{w.fixList.more(findings.length - MOST)}</a>}
      </div>
    </Section>
  );
}
