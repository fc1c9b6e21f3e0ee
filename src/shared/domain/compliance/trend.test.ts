import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adds, delta, type DeltaItem } from './delta.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { DUE_RULES } from '../ranking/rules.ts';
import { isInScope, monthsBefore, snapshotFigures, trend, type Snapshot, type SnapshotHost } from './trend.ts';

const host = (id: string, change: Partial<SnapshotHost> = {}): SnapshotHost => ({
  id,
  site: 'North',
  group: '',
  knowledge: 'known',
  unsupported: false,
  open: 0,
  excepted: 0,
  overdue: {},
  ...change,
});
const snapshot = (day: string, hosts: readonly SnapshotHost[]): Snapshot => ({
  day,
  at: `${day}T22:00:00.000Z`,
  rules: ['bod-26-04'],
  hosts,
});
const everywhere = { site: null, group: null };

test('a snapshot is counted by the rules of its day and those of the framework', () => {
  const day = snapshot('2026-08-31', [
    host('a'),
    host('b', { open: 2, overdue: { 'pci-dss': 1 } }),
    host('c', { open: 1, overdue: { 'bod-26-04': 1 } }),
    host('d', { knowledge: 'stale', open: 4, overdue: { 'bod-26-04': 4 } }),
    host('e', { unsupported: true, site: 'South' }),
  ]);
  expect(snapshotFigures(day, everywhere, [])).toEqual({ day: '2026-08-31', compliant: 2, overdue: 1, known: 4, scope: 5 });
  expect(snapshotFigures(day, everywhere, ['pci-dss'])).toMatchObject({ compliant: 1, overdue: 2 });
  expect(snapshotFigures(day, { site: 'South', group: null }, [])).toMatchObject({ compliant: 0, known: 1, scope: 1 });
  expect(isInScope({ site: 'North', group: 'web' }, host('x'))).toBe(false);
});

test('of each month the newest snapshot; a month without one is a gap and never a guess', () => {
  expect(monthsBefore('2026-02-28', 4)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
  const some = [snapshot('2026-01-03', [host('a'), host('b')]), snapshot('2026-01-30', [host('a')]), snapshot('2025-11-30', [host('a')])];
  const months = trend(monthsBefore('2026-01-31', 3), some, everywhere, []);
  expect(months.map(({ month, figures }) => [month, figures?.day ?? null, figures?.scope ?? null])).toEqual([
    ['2025-11', '2025-11-30', 1],
    ['2025-12', null, null],
    ['2026-01', '2026-01-30', 1],
  ]);
});

const item = (host: string, source: string, isOpen: boolean, reopened = false): DeltaItem => ({
  host,
  source,
  fixed: '1',
  isOpen,
  reopened,
});

test('from the last report to this one, by hand', () => {
  const then = [item('a', 'x', true), item('a', 'y', true), item('b', 'x', true), item('c', 'x', true), item('a', 'z', false)];
  const now = [item('a', 'x', true), item('a', 'y', false), item('c', 'n', true), item('c', 'm', false), item('a', 'z', true, true)];
  const one = delta(then, now, new Set(['a', 'c']));
  expect(one).toEqual({ openThen: 4, movedOut: 1, newlyOpen: 2, reopened: 1, fixed: 2, noLongerNamed: 1, openNow: 3 });
  expect(adds(one)).toBe(true);
});

test('the lines of a delta always add up', () => {
  const some = fc.uniqueArray(fc.record({ host: fc.constantFrom('a', 'b', 'c'), source: fc.constantFrom('x', 'y', 'z'), fixed: fc.constantFrom('1', '2'), isOpen: fc.boolean(), reopened: fc.boolean() }), { selector: (one) => `${one.host}${one.source}${one.fixed}` }); // prettier-ignore
  fc.assert(
    fc.property(some, some, fc.subarray(['a', 'b', 'c']), (then, all, judged) => {
      const now = all.filter((one) => judged.includes(one.host));
      return adds(delta(then, now, new Set(judged)));
    }),
  );
});

test('every framework names a rule that exists, and parts that a report has', () => {
  for (const { rule, controls } of FRAMEWORKS) {
    expect(rule === null || DUE_RULES.some((one) => one.id === rule)).toBe(true);
    for (const { parts } of controls) expect(parts.every((part) => part >= 2 && part <= 15)).toBe(true);
  }
});
