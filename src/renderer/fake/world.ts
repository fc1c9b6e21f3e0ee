import type { Change } from '../../shared/contract/contract.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import type { FakeHost } from './hosts.ts';

/** An expected refusal of the fake: it becomes the reply's problem. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}
export const refuse = (problem: Problem): never => {
  throw new Refused(problem);
};

/** What the parts of the fake share. */
export interface World {
  readonly hosts: FakeHost[];
  readonly tick: number;
  /** How long ago the fake's "now" is, in milliseconds: a seeded deployment began before the page did. */
  late: number;
  now(): string;
  change(topic: Change['topic'], id?: string): void;
  log(action: string, text: string, about?: { hostId?: string; deploymentId?: string }): void;
  host(id: string): FakeHost;
}
