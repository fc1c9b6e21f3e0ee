import type { ReactNode } from 'react';
import type { EndOfLifeRow } from '../../../shared/contract/vulnerabilities.ts';
import { openDialog } from '../../state/dialogs.ts';
import { act, tell } from '../../state/notices.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { dayName } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { State } from '../../ui/state.tsx';
import { endKinds, reviewIsOverdue, titleOf } from './end-of-life-words.ts';

const w = t.endOfLife;
const day = (value: string | null): string => (value === null ? w.facts.notKnown : dayName(value));

/** When something on a host ends, what could be had, and what holds the risk down. */
export function EndOfLifePane({ row, onClose }: { row: EndOfLifeRow; onClose: () => void }): ReactNode {
  const { hostId, product, control } = row;
  const remove = async (): Promise<void> => {
    if (await act('endOfLife.removeControl', { hostId, product }))
      tell({ tone: 'live', text: w.removed(`${titleOf(row)} on ${row.hostName}`) });
  };
  return (
    <Pane
      title={titleOf(row)}
      note={row.hostName}
      width={344}
      closeLabel={t.common.closePane}
      resizeLabel={t.common.resizePane}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" onPress={() => openDialog({ kind: 'edit-control', row })}>
            {control ? w.edit : w.record}
          </Button>
          {control && (
            <Button look="danger" onPress={remove}>
              {w.remove}
            </Button>
          )}
        </>
      }
    >
      <Section>
        <Facts
          rows={[
            [w.facts.host, <a href={href(['hosts', hostId])}>{row.hostName}</a>],
            [w.facts.installed, <span className="mono">{row.installed}</span>],
            [w.facts.state, <State of={endKinds[row.state]}>{w.states[row.state]}</State>],
            [w.facts.ends, day(row.supportedUntil)],
            ...(row.extendedUntil ? [[w.facts.extended, day(row.extendedUntil)] as const] : []),
            [w.facts.options, row.options.join(', ') || w.facts.noOptions],
            [w.facts.data, day(row.dataOf)],
          ]}
        />
      </Section>
      <Section title={w.control}>
        {control ? <Control of={control} isLate={reviewIsOverdue(row)} /> : <p className="dim">{w.noControl}</p>}
      </Section>
    </Pane>
  );
}

const Control = ({ of, isLate }: { of: NonNullable<EndOfLifeRow['control']>; isLate: boolean }): ReactNode => (
  <Facts
    rows={[
      ...(of.extendedSupport ? [[w.facts.bought, `${of.extendedSupport}, ${day(of.extendedUntil)}`] as const] : []),
      [w.facts.control, of.control || t.common.none],
      [w.facts.owner, of.owner],
      [w.facts.review, isLate ? <State of="overdue">{w.facts.overdue(dayName(of.reviewOn))}</State> : dayName(of.reviewOn)],
    ]}
  />
);
