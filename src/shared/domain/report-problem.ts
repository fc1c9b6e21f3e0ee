import { z } from 'zod';
import type { Explanation } from './problem.ts';

const Text = z.string().max(4000);

/** What can go wrong with reports. Part of the union in problem.ts. */
export const reportProblems = [
  z.object({ kind: z.literal('not-printed'), reason: z.enum(['no-browser', 'failed']), detail: Text }),
  z.object({ kind: z.literal('no-report'), path: Text, detail: Text }),
] as const;
export type ReportProblem = z.infer<(typeof reportProblems)[number]>;

export function explainReportProblem(problem: ReportProblem): Explanation {
  if (problem.kind === 'no-report')
    return {
      title: `Not a report of Patchbay: ${problem.path}`,
      did: 'Nothing was checked.',
      next: 'Choose the PDF, or the data file beside it, that a report was written to.',
      remedy: 'none',
      tone: 'bad',
      detail: [problem.detail],
    };
  const isMissing = problem.reason === 'no-browser';
  return {
    title: isMissing ? 'No PDF: there is no browser to print with' : 'No PDF: the browser could not print it',
    did: 'The report was written as HTML, with its data and its annexes.',
    next: isMissing
      ? 'Install Chromium, Chrome or Edge, or name one in PATCHBAY_BROWSER, and make it again; or open the HTML file anywhere and print it.'
      : 'Make it again; or open the HTML file in a browser and print it.',
    remedy: 'none',
    tone: 'warn',
    detail: problem.detail === '' ? [] : [problem.detail],
  };
}
