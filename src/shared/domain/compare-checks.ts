import type { Check } from './check.ts';

/** What a host can do without: one that has none before and after is as it was. */
const OPTIONAL: ReadonlySet<string> = new Set(['Default route']);

/** Checks after a run beside the same before it: what had failed before is said, and is no failure of the update. */
export function compareChecks(before: readonly Check[], after: readonly Check[]): Check[] {
  const then = new Map(before.map((check) => [check.name, check]));
  return after.map((check) => {
    if (check.outcome !== 'failed') return check;
    const earlier = then.get(check.name);
    if (earlier?.outcome === 'failed' && OPTIONAL.has(check.name))
      return { ...check, outcome: 'passed', detail: short(`${check.detail}, as before`) };
    if (earlier?.outcome === 'failed')
      return { ...check, outcome: 'differs', detail: short(`failed before the run, too: ${check.detail}`) };
    return earlier ? { ...check, detail: short(`${check.detail}; before: ${earlier.detail}`) } : check;
  });
}

const short = (text: string): string => text.slice(0, 1000);
