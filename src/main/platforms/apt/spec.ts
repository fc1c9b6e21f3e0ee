import { createHash } from 'node:crypto';
import { RunId } from '../../../shared/domain/deployment.ts';
import { TransactionItem, transactionLines } from '../../../shared/domain/plan.ts';
import type { RehearsalLimits, RunSpec } from '../platform.ts';

/** How long a run waits for another package manager before it gives up, in seconds (reliability: DPkg::Lock::Timeout). */
const PATIENCE = 600;

export interface SpecText {
  readonly text: string;
  readonly sha256: string;
}

const seal = (lines: readonly string[]): SpecText => {
  const text = `${[...lines, 'end'].join('\n')}\n`;
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
};

/**
 * What the runner reads on the host, one "key value" line each. Throws where the spec is not one that a plan can have
 * made: every token must follow its grammar, and nothing is removed that was not approved.
 */
export function writeSpec(spec: RunSpec, patience = PATIENCE): SpecText {
  return seal(specLines(spec, patience));
}

/** The same with what the rehearsal of it may take. */
export const writeRehearsalSpec = (spec: RunSpec, limits: RehearsalLimits): SpecText =>
  seal([
    ...specLines(spec, PATIENCE),
    `seconds ${Math.trunc(limits.seconds)}`,
    `space ${Math.trunc(limits.spaceBytes)}`,
    `memory ${Math.trunc(limits.memoryBytes)}`,
  ]);

function specLines(spec: RunSpec, patience: number): string[] {
  const items = spec.items.map((item) => TransactionItem.parse(item));
  const unapproved = items.filter(
    (item) => spec.kind === 'deploy' && item.action === 'remove' && !spec.options.allowRemovals.includes(item.name),
  );
  if (unapproved.length > 0) throw new Error(`removal was not approved: ${unapproved.map((item) => item.name).join(', ')}`);
  if (items.length === 0) throw new Error('a run without a transaction');
  if ((spec.kind === 'rollback') !== (spec.kitOf !== null)) throw new Error('a rollback and only a rollback uses a kit');
  return [
    `run ${RunId.parse(spec.runId)}`,
    `kind ${spec.kind}`,
    `kit-of ${spec.kitOf === null ? '-' : RunId.parse(spec.kitOf)}`,
    `without-way-back ${spec.options.allowWithoutWayBack ? 'yes' : 'no'}`,
    `patience ${patience}`,
    `bytes ${items.reduce((sum, item) => sum + item.downloadBytes, 0)}`,
    ...transactionLines(items).map((line) => `item ${line}`),
  ];
}

export const writeRepairSpec = (runId: string): SpecText =>
  seal([`run ${RunId.parse(runId)}`, 'kind repair', 'kit-of -', 'without-way-back yes', `patience ${PATIENCE}`, 'bytes 0']);
