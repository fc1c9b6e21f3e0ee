import type { z } from 'zod';
import { t } from '../../texts/index.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong with a field, as a sentence: a schema's own words name types and code. Its patterns carry words of ours. */
export function wordOf(issue: Issue): string {
  const w = t.hostForm;
  if (issue.code === 'invalid_type') return w.wholeNumber;
  if (issue.code === 'too_small') return isNumber(issue) ? w.atLeast(Number(issue.minimum)) : w.required;
  if (issue.code === 'too_big') return isNumber(issue) ? w.atMost(Number(issue.maximum)) : w.tooLong(Number(issue.maximum), issue.origin);
  return issue.message;
}

const isNumber = ({ origin }: { readonly origin: string }): boolean => origin === 'number' || origin === 'int';
