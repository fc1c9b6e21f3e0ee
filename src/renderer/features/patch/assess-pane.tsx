import type { ReactNode } from 'react';
import { t } from '../../texts/index.ts';
import { age, when } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { fixState } from './assess-columns.tsx';
import { FixFindings } from './fix-findings.tsx';
import type { JudgedFix } from './judged-fix.ts';

const w = t.assess.pane;

/** One update: what it closes and by when, what it installs, and on which hosts from which version. */
export function AssessPane({ row, hostIds, onClose }: { row: JudgedFix; hostIds: readonly string[]; onClose: () => void }): ReactNode {
  return (
    <Pane
      title={row.source}
      note={row.security ? t.assess.kinds.security : t.assess.kinds.other}
      width={344}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
    >
      <Section>
        <div className="stack">
          <Verdict of={fixState[row.state]} title={t.assess.states[row.state]}>
            <p>{t.assess.stateNotes[row.state]}</p>
          </Verdict>
          <Facts
            rows={[
              [w.to, <span className="mono">{row.to}</span>],
              [w.origin, row.origin],
              [w.since, `${when(row.since)}, ${age(row.since)}`],
              [w.installs, <span className="mono">{row.packages.join(', ')}</span>],
            ]}
          />
        </div>
      </Section>
      <FixFindings row={row} hostIds={hostIds} />
      <Section title={`${w.on}, ${row.hosts.length}`}>
        <table className="plain-table in-pane" aria-label={w.on}>
          <thead>
            <tr>
              <th scope="col">{w.host}</th>
              <th scope="col">{w.from}</th>
            </tr>
          </thead>
          <tbody>
            {row.hosts.map((host) => (
              <tr key={host.hostId}>
                <td className="name">
                  <b>{host.hostName}</b>
                  <div className="tiny faint">{t.assess.states[host.packages[0]?.state ?? 'ready']}</div>
                </td>
                <td className="mono dim">{[...new Set(host.packages.map((pack) => pack.from))].join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </Pane>
  );
}
