import { useState, type ReactNode } from 'react';
import type { HostFinding } from '../../../shared/contract/vulnerabilities.ts';
import { openDialog } from '../../state/dialogs.ts';
import { patchHosts, statusState } from '../../state/findings.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { PaneBones } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { KevTag } from '../../ui/finding-parts.tsx';
import { Pane, Section } from '../../ui/pane.tsx';
import { ProblemBlock } from '../../ui/problem-page.tsx';
import { State } from '../../ui/state.tsx';
import { Explanation } from './explanation.tsx';
import { FindingHosts } from './finding-hosts.tsx';
import { Known } from './known.tsx';
import { Ranking } from './ranking.tsx';

const w = t.findings;

interface FindingPaneProps {
  readonly cve: string;
  readonly source: string;
  /** The host to explain first. */
  readonly hostId: string | null;
  readonly onClose: () => void;
}

/** One vulnerability: when it is due and why, how it came about on a host, what is known of it, and where it is. */
export function FindingPane({ cve, source, hostId, onClose }: FindingPaneProps): ReactNode {
  const { value, problem, retry } = useLive('findings.get', { cve, source });
  const [shown, setShown] = useState(hostId);
  const finding = value?.find((one) => one.hostId === shown) ?? mostUrgent(value ?? []);
  const openHere = value?.filter((one) => one.status === 'fixed-available' && !one.exception).map((one) => one.hostId) ?? [];
  const all = value?.map((one) => one.hostId) ?? [];
  return (
    <Pane
      title={cve}
      note={source}
      width={432}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      actions={
        finding && (
          <>
            {openHere.length > 0 ? (
              <Button look="primary" iconAfter="arrow" onPress={() => patchHosts(openHere)}>
                {w.patch(openHere.length)}
              </Button>
            ) : (
              <span className="dim">{w.noFixNote}</span>
            )}
            <Button onPress={() => openDialog({ kind: 'add-exception', cve, source, hostIds: all })}>{w.except}</Button>
          </>
        )
      }
    >
      {problem && (
        <Section>
          <ProblemBlock problem={problem} retry={retry} />
        </Section>
      )}
      {!finding && !problem && (value === null ? <PaneBones lines={10} /> : <p className="tbl-empty">{w.gone}</p>)}
      {finding && <Detail finding={finding} all={value ?? []} onShow={setShown} />}
    </Pane>
  );
}

const mostUrgent = (all: readonly HostFinding[]): HostFinding | undefined =>
  all.toSorted(
    (a, b) => Number(a.exception !== null) - Number(b.exception !== null) || (a.due?.due ?? '9').localeCompare(b.due?.due ?? '9'),
  )[0];

interface DetailProps {
  readonly finding: HostFinding;
  readonly all: readonly HostFinding[];
  readonly onShow: (hostId: string) => void;
}

const Detail = ({ finding, all, onShow }: DetailProps): ReactNode => (
  <>
    <Section>
      <div className="row wrap" style={{ gap: 8 }}>
        <State of={statusState[finding.status]}>{w.statuses[finding.status]}</State>
        <KevTag kev={finding.kev} />
      </div>
    </Section>
    <Ranking finding={finding} />
    <Explanation finding={finding} />
    <Known finding={finding} />
    <FindingHosts all={all} shown={finding.hostId} onShow={onShow} />
  </>
);
