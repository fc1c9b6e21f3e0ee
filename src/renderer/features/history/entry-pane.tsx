import type { ReactNode } from 'react';
import type { HistoryEntry } from '../../../shared/contract/contract.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { clockSeconds, stamp } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';

const w = t.history;

export function EntryPane({ entry, onClose }: { entry: HistoryEntry; onClose: () => void }): ReactNode {
  const details = Object.entries(entry.details);
  return (
    <Pane
      title={w.entry(entry.seq)}
      width={380}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      actions={
        (entry.hostId ?? entry.deploymentId) && (
          <>
            {entry.deploymentId && (
              <a className="btn" href={href(['patch', 'report'], { deployment: entry.deploymentId })}>
                {w.openDeployment}
              </a>
            )}
            {entry.hostId && (
              <a className="btn" href={href(['hosts', entry.hostId])}>
                {w.openHost}
              </a>
            )}
          </>
        )
      }
    >
      <Section>
        <p className="wrap-any">{entry.text}</p>
      </Section>
      <Section>
        <Facts
          rows={[
            [w.facts.time, stamp(entry.at, clockSeconds)],
            [w.facts.who, entry.actor],
            [w.facts.what, <span className="mono">{entry.action}</span>],
            ...(entry.hostName ? [[w.facts.host, entry.hostName] as const] : []),
            ...(entry.deploymentId ? [[w.facts.deployment, <span className="mono">{entry.deploymentId}</span>] as const] : []),
          ]}
        />
      </Section>
      {details.length > 0 && (
        <Section title={w.details}>
          <Facts
            rows={details.map(
              ([name, value]) =>
                [name, <span className="mono wrap-any">{typeof value === 'string' ? value : JSON.stringify(value)}</span>] as const,
            )}
          />
        </Section>
      )}
    </Pane>
  );
}
