import { expect } from 'vitest';
import { explain, type Problem, type ProblemKind } from '../../src/shared/domain/problem.ts';
import { rowOf, type Row } from './book.ts';
import type { Stage } from './stage.ts';

/** One fault of the lab, and what somebody meets who works while it is on. `meet` leaves the host without the fault. */
export interface Case {
  /** As `lab fault --list` names it. */
  readonly fault: string;
  /** What it hits, where a fault has several cases. */
  readonly when?: string;
  meet(stage: Stage): Promise<Row | readonly Row[]>;
}

/** What must be read: the exit code, the kind, and words that only a specific explanation holds. */
export interface Wanted {
  readonly exit: number;
  readonly kind: ProblemKind;
  readonly title: RegExp;
  readonly did: RegExp;
  readonly next: RegExp;
  /** The host's own words, where they matter. */
  readonly detail?: RegExp;
}

export function told(fault: string, asked: string, exit: number, problem: Problem | null | undefined, wanted: Wanted): Row {
  expect(problem?.kind, `${fault}: ${JSON.stringify(problem)}`).toBe(wanted.kind);
  const { title, did, next, detail } = explain(problem!);
  expect(title).toMatch(wanted.title);
  expect(did).toMatch(wanted.did);
  expect(next).toMatch(wanted.next);
  if (wanted.detail) expect(detail.join('\n')).toMatch(wanted.detail);
  expect([fault, exit]).toEqual([fault, wanted.exit]);
  return rowOf(fault, asked, exit, problem!);
}

/** For a fault that does not stop the work: what is seen, and what there is to do. The caller has checked that it is so. */
export const went = (fault: string, asked: string, reads: string, did: string, next = 'Nothing.'): Row => ({
  fault,
  asked,
  exit: 0,
  kind: null,
  reads,
  did,
  next,
});
