import type { DeploymentWithRings } from '../../../../shared/contract/rings.ts';
import type { RingState, RingStateWord } from '../../../../shared/domain/ring-state.ts';
import type { Cli } from '../context.ts';
import { dateAndTime } from '../format.ts';
import type { Cell, Tone } from '../style.ts';

const words: Readonly<Record<RingStateWord, readonly [Tone, string]>> = {
  waiting: ['idle', 'Waiting'],
  working: ['live', 'Working'],
  gate: ['live', 'At the gate'],
  baking: ['live', 'Baking'],
  approval: ['warn', 'Waits for approval'],
  passed: ['ok', 'Passed'],
  stopped: ['bad', 'Stopped'],
};

/** Where each ring is; nothing for a deployment of one ring that has no rule. */
export function ringLines(cli: Cli, { ringStates, rollout }: DeploymentWithRings): string[] {
  if (ringStates.length < 2 && rollout.rings.length === 0) return [];
  const rows = ringStates.map((one): Cell[] => [
    String(one.ring),
    cli.style.state(...words[one.state]),
    `${one.done} of ${one.hosts}`,
    `${one.failed} of ${one.allowance}`,
    String(one.atOnce),
    notes(one),
  ]);
  return cli.style.table(['Ring', 'State', 'Done', 'Failed of budget', 'At once', ''], rows);
}

function notes({ state, bakesUntil, approved, needsApproval, why }: RingState): string {
  if (why !== null) return why;
  return [
    ...(state === 'baking' && bakesUntil ? [`until ${dateAndTime(bakesUntil)}`] : []),
    ...(approved
      ? [`approved by ${approved.name}${approved.note ? `: ${approved.note}` : ''}`]
      : needsApproval
        ? ['needs an approval']
        : []),
  ].join(', ');
}
