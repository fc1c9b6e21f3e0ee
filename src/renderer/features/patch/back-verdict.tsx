import type { ReactNode } from 'react';
import type { HostPlan } from '../../../shared/domain/plan.ts';
import { t } from '../../texts/index.ts';
import { list } from '../../ui/format.ts';
import { Verdict } from '../../ui/verdict.tsx';
import { goingBack } from './plan-view.ts';

const kinds = { reversible: 'reversible', partly: 'partly', not: 'notReversible' } as const;

/** Reversible, partly or not, with the counts and the reason. */
export function BackVerdict({ host }: { host: HostPlan }): ReactNode {
  const { reversibility } = host;
  if (!reversibility) return null;
  const { back, all } = goingBack(host);
  const stays = reversibility.items.filter((item) => !item.back).map((item) => (item.note ? `${item.name} (${item.note})` : item.name));
  return (
    <Verdict of={kinds[reversibility.verdict]} title={t.test.pane.verdicts[reversibility.verdict](back, all)}>
      <p>{reversibility.why}</p>
      {stays.length > 0 && <p>{`${t.rollBack.dialog.stays}: ${list(stays, 6)}`}</p>}
    </Verdict>
  );
}
