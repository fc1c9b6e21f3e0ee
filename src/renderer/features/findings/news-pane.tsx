import type { ReactNode } from 'react';
import type { NewsRow } from '../../../shared/contract/vulnerabilities.ts';
import { go, href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { when } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';

const w = t.findings.news;

export const newsKinds: Readonly<Record<NewsRow['what'], StateKind>> = {
  found: 'install',
  'fix-released': 'upgrade',
  exploited: 'overdue',
  gone: 'done',
  'status-changed': 'differs',
};

interface NewsPaneProps {
  readonly row: NewsRow;
  readonly names: ReadonlyMap<string, string>;
  readonly onClose: () => void;
}

/** One piece of news, and the hosts that it concerned then. */
export const NewsPane = ({ row, names, onClose }: NewsPaneProps): ReactNode => (
  <Pane
    title={row.cve}
    note={row.source}
    width={344}
    closeLabel={t.common.closePane}
    resizeLabel={t.common.resizePane}
    onClose={onClose}
    actions={
      row.what !== 'gone' && (
        <Button look="primary" onPress={() => go(['findings', 'vulnerabilities'], { cve: row.cve, source: row.source })}>
          {w.showFinding}
        </Button>
      )
    }
  >
    <Section>
      <div className="stack">
        <State of={newsKinds[row.what]}>{w.whats[row.what]}</State>
        <p className="wrap-any">{row.text}</p>
        <Facts
          rows={[
            [w.columns.at, when(row.at)],
            [w.columns.severity, row.vendorSeverity || t.findings.pane.noSeverity],
          ]}
        />
      </div>
    </Section>
    <Section title={w.concerns(row.hostIds.length)}>
      {row.hostIds.length === 0 && <p className="dim">{w.nobody}</p>}
      <ul className="stack" style={{ gap: 4 }}>
        {row.hostIds.map((id) => (
          <li key={id}>
            <a href={href(['hosts', id])}>{names.get(id) ?? id}</a>
          </li>
        ))}
      </ul>
    </Section>
  </Pane>
);
