import { expect, it } from 'vitest';
import type { Check } from './check.ts';
import { compareChecks } from './compare-checks.ts';

const check = (outcome: Check['outcome'], detail: string = outcome): Check => ({ name: 'Shop', outcome, detail });

it('is a failure only where it had not failed before', () => {
  expect(compareChecks([check('passed')], [check('passed')])).toEqual([check('passed')]);
  expect(compareChecks([check('failed')], [check('failed', '503')])).toEqual([check('differs', 'failed before the run, too: 503')]);
  expect(compareChecks([check('passed', '200')], [check('failed', '503')])).toEqual([check('failed', '503; before: 200')]);
  expect(compareChecks([], [check('failed', '503')])).toEqual([check('failed', '503')]);
});

it('a host that had no default route is as it was; one that lost it is not', () => {
  const route = (outcome: Check['outcome'], detail: string): Check => ({ name: 'Default route', outcome, detail });
  expect(compareChecks([route('failed', 'none')], [route('failed', 'none')])).toEqual([route('passed', 'none, as before')]);
  expect(compareChecks([route('passed', 'IPv4 by eth0')], [route('failed', 'none')])).toEqual([
    route('failed', 'none; before: IPv4 by eth0'),
  ]);
});
