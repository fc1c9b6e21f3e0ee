import type { ReactNode } from 'react';
import { explain, type Problem } from '../../shared/domain/problem.ts';
import { kindOfProblem } from './problem-kind.ts';
import { Verdict } from './verdict.tsx';

/** A problem, always by explain(): what happened, what Patchbay did, what to do next, the host's own words. */
export function ProblemVerdict({ problem }: { problem: Problem }): ReactNode {
  const said = explain(problem);
  return (
    <Verdict of={kindOfProblem(problem)} title={said.title}>
      <p>{said.did}</p>
      <p className="next">{said.next}</p>
      {said.detail.map((line, index) => (
        <p key={index} className="mono">
          {line}
        </p>
      ))}
    </Verdict>
  );
}
