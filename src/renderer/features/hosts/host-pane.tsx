import type { ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { openDialog } from '../../state/dialogs.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { remedyButton } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { count, when } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { Tags } from './host-columns.tsx';
import { wayIn } from './way-in.ts';

const number = (value: number | null): string => (value === null ? t.common.notKnown : count(value));

export function HostPane({ row, onClose }: { row: HostRow; onClose: () => void }): ReactNode {
  const { host, scan } = row;
  const remedy = scan.problem && remedyButton(scan.problem, host.id, { kind: 'scan' });
  return (
    <Pane
      title={host.name}
      note={row.system}
      width={344}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" onPress={() => go(['hosts', host.id])}>
            {t.hosts.open}
          </Button>
          <Button onPress={() => act('scan.start', { hostIds: [host.id] })}>{t.hosts.detail.scanNow}</Button>
          <Button onPress={() => openDialog({ kind: 'edit-host', hostId: host.id })}>{t.hosts.edit}</Button>
        </>
      }
    >
      {scan.problem && (
        <Section>
          <div className="stack">
            <ProblemVerdict problem={scan.problem} />
            {remedy && remedy.text !== t.remedies['edit-host'] && (
              <div>
                <Button onPress={remedy.run}>{remedy.text}</Button>
              </div>
            )}
          </div>
        </Section>
      )}
      <Section>
        <Facts
          rows={[
            [t.hosts.columns.updates, number(row.updates)],
            [t.hosts.columns.security, number(row.security)],
            [t.scan.columns.packages, number(row.packages)],
            [t.hosts.columns.scanned, scan.lastGoodAt ? when(scan.lastGoodAt) : t.hosts.detail.never],
          ]}
        />
      </Section>
      <Section title={t.hosts.detail.wayIn}>
        <Facts rows={wayIn(host)} />
      </Section>
      <Section>
        <Facts
          rows={[
            [t.hosts.columns.ring, host.ring],
            [t.hosts.columns.tags, host.tags.length > 0 ? <Tags tags={host.tags} /> : t.common.none],
            ...(host.notes ? [[t.hostForm.notes, host.notes] as const] : []),
          ]}
        />
      </Section>
    </Pane>
  );
}
