import type { ReactNode } from 'react';
import type { PlanOptions, Transaction } from '../../../shared/domain/plan.ts';
import { t } from '../../texts/index.ts';
import { Tick } from '../../ui/field.tsx';
import { Section } from '../../ui/pane.tsx';

interface RemovalProps {
  readonly transaction: Transaction;
  readonly options: PlanOptions;
  readonly onOptions: ((options: PlanOptions) => void) | undefined;
}

/** Nothing is removed unless it was ticked by name. */
export function RemovalTicks({ transaction, options, onOptions }: RemovalProps): ReactNode {
  const names = [...new Set(transaction.items.filter((item) => item.action === 'remove').map((item) => item.name))];
  if (names.length === 0 || !onOptions) return null;
  const set = (name: string, on: boolean): void =>
    onOptions({ ...options, allowRemovals: on ? [...options.allowRemovals, name] : options.allowRemovals.filter((each) => each !== name) });
  return (
    <Section title={t.test.pane.removals}>
      <p className="small dim">{t.test.pane.removalsNote}</p>
      {names.map((name) => (
        <Tick
          key={name}
          label={t.test.pane.allowRemoval(name)}
          checked={options.allowRemovals.includes(name)}
          onChange={(on) => set(name, on)}
        />
      ))}
    </Section>
  );
}
