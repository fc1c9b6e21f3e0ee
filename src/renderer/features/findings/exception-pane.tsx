import type { ReactNode } from 'react';
import type { Exception } from '../../../shared/domain/exception.ts';
import { openDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { dayName, when } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { Verdict } from '../../ui/verdict.tsx';
import { stateKinds, stateOf, whatOf } from './exception-words.ts';

const w = t.exceptions;

/** One exception, as an auditor would ask for it. */
export function ExceptionPane({ one, onClose }: { one: Exception; onClose: () => void }): ReactNode {
  const hosts = useLive('hosts.list', {}).value ?? [];
  const state = stateOf(one);
  return (
    <Pane
      title={whatOf(one)}
      width={344}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      actions={
        one.endedAt === null && (
          <>
            <Button look="primary" onPress={() => openDialog({ kind: 'renew-exception', exception: one })}>
              {w.renew}
            </Button>
            <Button look="danger" onPress={() => openDialog({ kind: 'end-exception', exception: one })}>
              {w.end}
            </Button>
          </>
        )
      }
    >
      <Section>
        <div className="stack">
          <Verdict of={stateKinds[state]} title={`${w.states[state]}, ${w.kinds[one.kind].toLowerCase()}`}>
            <p>{one.reason}</p>
          </Verdict>
          <Facts
            rows={[
              [w.facts.until, dayName(one.expiresOn)],
              [w.facts.owner, one.owner],
              [w.facts.due, one.originalDue ? dayName(one.originalDue) : w.facts.noDue],
              [w.facts.renewals, w.facts.times(one.renewals)],
              [w.facts.made, when(one.createdAt)],
              ...(one.endedAt ? [[w.facts.ended, when(one.endedAt)] as const] : []),
            ]}
          />
        </div>
      </Section>
      <Section title={w.facts.control}>
        <p className={one.compensatingControl ? 'wrap-any' : 'dim'}>{one.compensatingControl ?? t.common.none}</p>
      </Section>
      <Section title={w.facts.hosts}>
        {one.hostIds.length === 0 && <p>{w.form.allHosts}</p>}
        <ul className="stack" style={{ gap: 4 }}>
          {one.hostIds.map((id) => (
            <li key={id}>
              <a href={href(['hosts', id])}>{hosts.find((row) => row.host.id === id)?.host.name ?? id}</a>
            </li>
          ))}
        </ul>
      </Section>
    </Pane>
  );
}
