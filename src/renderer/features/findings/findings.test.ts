import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EndOfLifeRow } from '../../../shared/contract/vulnerabilities.ts';
import type { Exception } from '../../../shared/domain/exception.ts';
import { spansOf } from './due-spans.ts';
import { byEnd, endOf, groupIdOf } from './end-of-life-words.ts';
import { stateOf, utcDay, whatOf } from './exception-words.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-19T13:26:00Z');
const day = (away: number, from: number = NOW): string => new Date(from + away * DAY).toISOString().slice(0, 10);

describe('spans of due dates', () => {
  const days = fc.array(
    fc.record({
      due: fc.option(fc.integer({ min: -900, max: 900 }).map((away) => day(away))),
      exploited: fc.nat(3),
      fixable: fc.nat(9),
      noFix: fc.nat(9),
    }),
  );
  test('each day of due counts in exactly one span', () => {
    fc.assert(
      fc.property(days, (all) => {
        const spans = spansOf(all, NOW);
        const sum = (value: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + value(one), 0);
        expect(spans.reduce((total, span) => total + span.findings, 0)).toBe(sum((one) => one.exploited + one.fixable + one.noFix));
        expect(spans.reduce((total, span) => total + span.kev, 0)).toBe(sum((one) => one.exploited));
      }),
    );
  });
  test('what is late stands before today, what has no date last', () => {
    const one = (due: string | null) => [{ due, exploited: 0, fixable: 1, noFix: 0 }];
    const at = (due: string | null) => spansOf(one(due), NOW).findIndex((span) => span.findings === 1);
    const all = spansOf([], NOW);
    expect([day(-31), day(-30), day(-1), day(0), day(1), day(7), day(8), day(61), null].map(at)).toEqual([0, 1, 2, 3, 4, 10, 11, 14, 15]);
    expect(all.map((span) => span.name).slice(3, 6)).toEqual(['Today', 'Fri 20', 'Sat 21']);
    expect(all.filter((span) => span.side === 'overdue')).toHaveLength(3);
  });
});

describe('an end of life', () => {
  const row = (part: Partial<EndOfLifeRow>): EndOfLifeRow => ({
    hostId: 'host000001',
    hostName: 'web-01',
    kind: 'system',
    product: 'debian',
    title: 'Debian',
    cycle: '12',
    installed: '12.11',
    state: 'supported',
    supportedUntil: day(500, Date.now()),
    extendedUntil: null,
    options: [],
    control: null,
    dataOf: null,
    ...part,
  });
  const control = { extendedSupport: null, extendedUntil: null, control: 'No route out', owner: 'Kim', reviewOn: day(40, Date.now()) };
  test('comes in the order of a calendar, and a review that is overdue before all', () => {
    const late = row({ hostName: 'late', control: { ...control, reviewOn: day(-2, Date.now()) } });
    const ended = row({ hostName: 'ended', state: 'ended', supportedUntil: day(-9, Date.now()) });
    const soon = row({ hostName: 'soon', supportedUntil: day(30, Date.now()) });
    const unknown = row({ hostName: 'unknown', state: 'unknown', supportedUntil: null });
    const later = row({ hostName: 'later' });
    expect([later, unknown, soon, ended, late].toSorted(byEnd).map((one) => one.hostName)).toEqual([
      'late',
      'ended',
      'soon',
      'later',
      'unknown',
    ]);
  });
  test('extended support counts only where it is had', () => {
    const end = day(-9, Date.now());
    const could = row({ state: 'ended', supportedUntil: end, extendedUntil: day(400, Date.now()) });
    expect([endOf(could), groupIdOf(could)]).toEqual([end, 'ended']);
    const has = { ...could, state: 'extended' as const };
    expect([endOf(has), groupIdOf(has)]).toEqual([day(400, Date.now()), 'later']);
    const bought = row({
      state: 'extended',
      supportedUntil: end,
      control: { ...control, extendedSupport: 'ELTS', extendedUntil: day(60, Date.now()) },
    });
    expect(groupIdOf(bought)).toBe('soon');
  });
});

describe('an exception', () => {
  const one = (part: Partial<Exception>): Exception => ({
    id: 'e1',
    cve: 'CVE-2026-1234',
    source: 'openssl',
    hostIds: [],
    kind: 'accepted',
    owner: 'Kim',
    reason: 'x',
    compensatingControl: null,
    expiresOn: day(90, Date.now()),
    createdAt: '2026-01-01T00:00:00.000Z',
    originalDue: null,
    renewals: 0,
    endedAt: null,
    ...part,
  });
  test('holds until the end of its last day, and says so in time', () => {
    expect(stateOf(one({}))).toBe('holds');
    expect(stateOf(one({ expiresOn: utcDay() }))).toBe('soon');
    expect(stateOf(one({ expiresOn: day(-1, Date.now()) }))).toBe('expired');
    expect(stateOf(one({ endedAt: '2026-02-01T00:00:00.000Z' }))).toBe('ended');
  });
  test('is named by what it is for', () => {
    expect([whatOf(one({})), whatOf(one({ source: null })), whatOf(one({ cve: null }))]).toEqual([
      'CVE-2026-1234 in openssl',
      'CVE-2026-1234',
      'openssl',
    ]);
  });
});
