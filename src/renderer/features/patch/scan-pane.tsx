import type { ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { remedyButton } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { count, seconds, when } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';

const w = t.scan.pane;
const number = (value: number | null): string => (value === null ? t.common.notKnown : count(value));

export function ScanPane({ row, onClose }: { row: HostRow; onClose: () => void }): ReactNode {
  const { host, scan } = row;
  const remedy = scan.problem && remedyButton(scan.problem, host.id, { kind: 'scan' });
  return (
    <Pane
      title={host.name}
      note={host.address}
      width={344}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      actions={
        <>
          {remedy ? (
            <Button onPress={remedy.run}>{remedy.text}</Button>
          ) : (
            <Button icon="retry" onPress={() => act('scan.start', { hostIds: [host.id] })}>
              {t.hosts.detail.scanNow}
            </Button>
          )}
          <Button onPress={() => go(['hosts', host.id])}>{w.openHost}</Button>
        </>
      }
    >
      {scan.problem && (
        <Section>
          <ProblemVerdict problem={scan.problem} />
        </Section>
      )}
      <Section title={w.last}>
        <Facts
          rows={[
            [w.answered, scan.lastGoodAt ? when(scan.lastGoodAt) : w.never],
            [w.tried, scan.triedAt ? `${when(scan.triedAt)}${scan.seconds === null ? '' : `, ${seconds(scan.seconds)}`}` : w.never],
            [t.scan.columns.system, row.system ?? t.common.notKnown],
            [t.scan.columns.packages, number(row.packages)],
            [t.scan.columns.updates, number(row.updates)],
            [t.scan.columns.security, number(row.security)],
            [
              t.hostFacts.reboot,
              row.rebootRequired === null ? (
                t.common.notKnown
              ) : row.rebootRequired ? (
                <State of="reboot">{t.hostFacts.needed}</State>
              ) : (
                t.hostFacts.notNeeded
              ),
            ],
            [t.hostFacts.failed, number(row.failedUnits)],
            [t.hostFacts.lists, row.listsAt ? when(row.listsAt) : t.common.notKnown],
          ]}
        />
      </Section>
      {scan.warnings.length > 0 && (
        <Section title={w.notes}>
          <div className="stack">
            {scan.warnings.map((warning, index) => (
              <ProblemVerdict key={index} problem={warning} />
            ))}
          </div>
        </Section>
      )}
    </Pane>
  );
}
