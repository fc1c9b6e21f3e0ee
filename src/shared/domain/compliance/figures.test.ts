import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dueSpan, freshness, hostFigures, itemDays, itemFigures, kevOpen, medianOf, overdue, timeToPatch, type CountedHost, type CountedItem } from './figures.ts'; // prettier-ignore
import { daysBetween, percent, points, sayShare, share, tenths } from './share.ts';
import { hostStatus, HOST_STATUSES, isCompliant, ITEM_STATES, itemState, KNOWLEDGE, knowledgeOf } from './standing.ts';

const asOf = '2026-09-30T23:59:59.999Z';
const item = (change: Partial<CountedItem>): CountedItem => ({
  state: 'open-in-time',
  severity: 'high',
  clock: '2026-09-01T10:00:00.000Z',
  fixedAt: null,
  due: '2026-10-01T10:00:00.000Z',
  kev: [],
  ...change,
});
const fixedAfter = (days: number): CountedItem =>
  item({ state: 'fixed-on-time', clock: '2026-09-01T10:00:00.000Z', fixedAt: new Date(Date.UTC(2026, 8, 1 + days, 1)).toISOString() });
const host = (change: Partial<CountedHost>): CountedHost => ({
  status: 'compliant',
  knowledge: 'known',
  lastGoodAt: '2026-09-30T01:00:00.000Z',
  ...change,
});

test('a percentage is half up with one decimal, and n/a of nothing', () => {
  expect(sayShare(share(40, 48))).toBe('83.3 % (40 of 48)');
  expect(percent(share(38, 48))).toBe('79.2 %');
  expect(percent(share(1, 16))).toBe('6.3 %'); // 6.25
  expect(percent(share(1, 2000))).toBe('0.1 %'); // 0.05
  expect(percent(share(0, 3))).toBe('0.0 %');
  expect(percent(share(3, 3))).toBe('100.0 %');
  expect(percent(share(0, 0))).toBe('n/a');
});

test('points are the difference of what is printed', () => {
  expect(points(share(38, 48), share(41, 47))).toBe('-8.0'); // 79.2 - 87.2
  expect(points(share(1, 2), share(1, 2))).toBe('0.0');
  expect(points(share(2, 2), share(1, 3))).toBe('+66.7');
  expect(points(share(1, 2), share(0, 0))).toBeNull();
});

test('a share is never more than its whole, and printing loses less than a twentieth of a point', () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), (n, rest) => {
      const one = share(n, n + rest);
      const value = tenths(one);
      return one.of === 0 ? value === null : value !== null && Math.abs(value / 10 - (100 * n) / one.of) <= 0.05 + 1e-9;
    }),
  );
});

test('an item is in exactly one state', () => {
  const due = '2026-09-20T00:00:00.000Z';
  const at = (fixedAt: string | null, excepted = false) => itemState({ fixedAt, due, excepted }, asOf);
  expect(at('2026-09-20T00:00:00.000Z')).toBe('fixed-on-time');
  expect(at('2026-09-20T00:00:00.001Z')).toBe('fixed-late');
  expect(at(null)).toBe('open-overdue');
  expect(at(null, true)).toBe('excepted');
  expect(at('2026-09-21T00:00:00.000Z', true)).toBe('fixed-late');
  expect(at('2026-10-02T00:00:00.000Z'), 'fixed after the period').toBe('open-overdue');
  expect(itemState({ fixedAt: null, due: asOf, excepted: false }, asOf)).toBe('open-in-time');
  expect(itemState({ fixedAt: null, due: null, excepted: false }, asOf)).toBe('open-in-time');
  expect(itemState({ fixedAt: '2026-09-01T00:00:00.000Z', due: null, excepted: false }, asOf)).toBe('fixed-on-time');
});

test('a host is known only where its newest attempt answered, in time, and it could be judged', () => {
  const at = (change: object) => knowledgeOf({ lastGoodAt: '2026-09-16T00:00:00.000Z', failed: false, judged: true, ...change }, asOf, 14);
  expect(at({})).toBe('known');
  expect(at({ lastGoodAt: '2026-09-15T23:59:59.999Z' })).toBe('stale');
  expect(at({ failed: true })).toBe('unreachable');
  expect(at({ judged: false })).toBe('no-data');
  expect(at({ lastGoodAt: null, failed: true, judged: false })).toBe('never-scanned');
});

test('what is not known or not supported is never compliant', () => {
  const none = { inTime: 0, overdue: 0, excepted: 0 };
  const known = { knowledge: 'known', unsupported: false } as const;
  expect(hostStatus({ ...known, knowledge: 'stale' }, none)).toBe('unknown');
  expect(hostStatus({ ...known, unsupported: true }, none)).toBe('unsupported');
  expect(hostStatus({ knowledge: 'no-data', unsupported: true }, none)).toBe('unknown');
  expect(hostStatus(known, none)).toBe('compliant');
  expect(hostStatus(known, { inTime: 2, overdue: 0, excepted: 0 })).toBe('in-window');
  expect(hostStatus(known, { inTime: 2, overdue: 0, excepted: 1 })).toBe('excepted');
  expect(hostStatus(known, { inTime: 2, overdue: 1, excepted: 1 })).toBe('overdue');
  expect(HOST_STATUSES.filter(isCompliant)).toEqual(['compliant', 'in-window', 'excepted']);
});

test('hosts of a shop, counted by hand', () => {
  const hosts = [
    ...Array.from({ length: 10 }, () => host({})),
    ...Array.from({ length: 22 }, () => host({ status: 'in-window' })),
    ...Array.from({ length: 6 }, () => host({ status: 'excepted' })),
    ...Array.from({ length: 5 }, () => host({ status: 'overdue' })),
    ...Array.from({ length: 2 }, () => host({ status: 'unsupported' })),
    ...Array.from({ length: 2 }, () => host({ status: 'unknown', knowledge: 'stale' })),
    host({ status: 'unknown', knowledge: 'unreachable' }),
  ];
  const figures = hostFigures(hosts);
  expect(sayShare(figures.compliance)).toBe('79.2 % (38 of 48)');
  expect(sayShare(figures.complianceOfKnown)).toBe('84.4 % (38 of 45)');
  expect(sayShare(figures.coverage)).toBe('93.8 % (45 of 48)');
  expect(figures.knowledge).toEqual({ known: 45, stale: 2, unreachable: 1, 'never-scanned': 0, 'no-data': 0 });
  expect(hostFigures([]).compliance).toEqual({ n: 0, of: 0 });
});

test('items of a shop, counted by hand', () => {
  const some = { 'fixed-on-time': 202, 'fixed-late': 5, 'open-in-time': 35, 'open-overdue': 6, excepted: 6 } as const;
  const items = ITEM_STATES.flatMap((state) => Array.from({ length: some[state] }, () => item({ state })));
  const figures = itemFigures(items);
  expect(figures.all).toBe(254);
  expect(figures.state).toEqual(some);
  expect(sayShare(figures.compliance)).toBe('95.6 % (237 of 248)');
  expect(sayShare(figures.deadline)).toBe('94.8 % (202 of 213)');
});

test('states and statuses add up to what was counted, whatever was counted', () => {
  const hosts = fc.array(fc.record({ status: fc.constantFrom(...HOST_STATUSES), knowledge: fc.constantFrom(...KNOWLEDGE), lastGoodAt: fc.constant(null) })); // prettier-ignore
  fc.assert(fc.property(hosts, (some) => {
    const figures = hostFigures(some);
    const sum = (record: Readonly<Record<string, number>>) => Object.values(record).reduce((all, one) => all + one, 0);
    return sum(figures.status) === some.length && sum(figures.knowledge) === figures.scope;
  })); // prettier-ignore
  const items = fc.array(fc.record({ state: fc.constantFrom(...ITEM_STATES) }));
  fc.assert(fc.property(items, (some) => Object.values(itemFigures(some).state).reduce((all, one) => all + one, 0) === some.length));
});

test('time to patch: median, mean, the ninetieth percentile by nearest rank, buckets', () => {
  const days = [0, 2, 3, 5, 8, 14, 15, 30, 31, 100];
  const figures = timeToPatch([...days.map(fixedAfter), item({ clock: '2026-02-13T08:00:00.000Z' })], asOf);
  expect(figures).toEqual({
    fixed: 10,
    median: 11,
    mean: 20.8,
    p90: 31,
    upTo2: 2,
    upTo14: 4,
    upTo30: 2,
    over30: 2,
    open: 1,
    oldestOpenDays: 229,
  });
  expect(timeToPatch([fixedAfter(7)], asOf)).toMatchObject({ median: 7, mean: 7, p90: 7 });
  expect(timeToPatch([], asOf)).toMatchObject({ fixed: 0, median: null, mean: null, p90: null, oldestOpenDays: null });
});

test('the buckets hold every fixed item once, and the median lies between the ends', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 1 }), (days) => {
      const one = timeToPatch(days.map(fixedAfter), '2028-01-01T00:00:00.000Z');
      const [least, most] = [Math.min(...days), Math.max(...days)];
      const inside = (value: number | null) => value !== null && value >= least && value <= most;
      return (
        one.upTo2 + one.upTo14 + one.upTo30 + one.over30 === days.length &&
        inside(one.median) &&
        inside(one.mean) &&
        days.includes(one.p90 ?? -1)
      );
    }),
  );
  expect(medianOf([1, 2, 3, 9])).toBe(2.5);
});

test('ages of scans, days to due dates, days exposed', () => {
  const at = (day: string | null) => host({ lastGoodAt: day && `${day}T05:00:00.000Z` });
  const some = ['2026-09-30', '2026-09-29', '2026-09-23', '2026-09-16', '2026-08-31', '2026-01-01', null].map(at);
  expect(freshness(some, asOf)).toEqual({ upTo1: 2, upTo7: 1, upTo14: 1, upTo30: 1, over30: 1, never: 1, median: 10.5, oldest: 272 });
  const due = (day: string) => dueSpan(`${day}T00:00:00.000Z`, asOf);
  expect([due('2026-08-30'), due('2026-08-31'), due('2026-09-30'), due('2026-10-07'), due('2026-10-08'), due('2026-10-30'), due('2026-11-29'), due('2026-11-30')]).toEqual(['over-30-late', '1-to-30-late', '1-to-30-late', 'due-0-to-7', 'due-8-to-14', 'due-15-to-30', 'due-31-to-60', 'due-over-60']); // prettier-ignore
  expect(dueSpan(null, asOf)).toBe('no-date');
  expect(itemDays([fixedAfter(3), item({})], asOf)).toBe(3 + 29);
  expect(daysBetween('2026-03-28T23:00:00.000Z', '2026-03-29T00:30:00.000Z')).toBe(1);
});

test('the oldest overdue comes first, and exploited counts where it is open', () => {
  const late = (due: string, kev: string[] = []) => item({ state: 'open-overdue', due, kev });
  const some = [
    late('2026-09-20', ['CVE-2026-1']),
    late('2026-08-14'),
    item({ kev: ['CVE-2026-1', 'CVE-2026-2'] }),
    item({ state: 'fixed-late', kev: ['CVE-2026-3'] }),
  ];
  expect(overdue(some).map((one) => one.due)).toEqual(['2026-08-14', '2026-09-20']);
  expect(kevOpen(some)).toEqual({ cves: 2, items: 2 });
});
