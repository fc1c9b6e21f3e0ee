import { describe, expect, test } from 'vitest';
import type { Due } from '../../shared/contract/assess-list.ts';
import type { z } from 'zod';
import type { FeedInfo, FindingRow } from '../../shared/contract/vulnerabilities.ts';
import { byDue, byUrgency, daysTo, dueState, dueWords, neverHad } from './findings.ts';

const NOW = Date.parse('2026-11-19T13:26:00Z');
const due = (iso: string | null): z.infer<typeof Due> => ({
  rule: 'bod-26-04',
  name: 'CISA BOD 26-04',
  due: iso,
  clock: { from: '2026-11-10', start: 'first seen' },
  reason: '',
  estimated: false,
  ifExposed: null,
});

describe('a due date', () => {
  test.each([
    ['2026-11-13T10:00:00Z', 'overdue', '6 days late'],
    ['2026-11-19T13:25:00Z', 'overdue', 'Overdue today'],
    ['2026-11-19T13:27:00Z', 'dueSoon', 'today'],
    ['2026-11-26T13:00:00Z', 'dueSoon', 'Thu 26 Nov'],
    ['2026-11-27T13:00:00Z', 'inTime', 'Fri 27 Nov'],
    ['2028-06-30T12:00:00Z', 'inTime', '2028-06-30'],
  ])('%s is %s: %s', (iso, kind, word) => {
    expect(dueState(due(iso), NOW)).toEqual({ kind, word });
  });
  test('is not set, and that is no good news', () => {
    expect(dueState(due(null), NOW)).toEqual({ kind: 'waiting', word: 'No date set' });
    expect(dueState(null, NOW)).toEqual({ kind: 'waiting', word: 'No date set' });
  });
  test('has the words that a filter asks for', () => {
    expect(dueWords(due('2026-11-13T10:00:00Z'), NOW)).toEqual(['overdue']);
    expect(dueWords(due('2026-11-19T20:00:00Z'), NOW)).toEqual(['today', '7d', '14d', '30d', '60d']);
    expect(dueWords(due('2026-12-01T20:00:00Z'), NOW)).toEqual(['14d', '30d', '60d']);
    expect(dueWords(null, NOW)).toEqual(['none']);
  });
  test('a bare day is that day here', () => {
    expect(daysTo('2026-11-19', NOW)).toBe(0);
    expect(daysTo('2026-11-20', NOW)).toBe(1);
  });
  test('the earliest leads, none comes last', () => {
    const all = [{ due: null }, { due: due('2026-12-01T00:00:00Z') }, { due: due(null) }, { due: due('2026-11-01T00:00:00Z') }];
    expect(all.toSorted(byDue).map((one) => one.due?.due ?? null)).toEqual(['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z', null, null]);
  });
});

test('of the same day, none is before another', () => {
  expect(byDue({ due: due('2026-12-01T23:00:00Z') }, { due: due('2026-12-01T01:00:00Z') })).toBe(0);
});

test('findings that are alike stay in the order of the engine', () => {
  const row = (cve: string, iso: string, change: Partial<FindingRow> = {}) =>
    ({ cve, kev: null, epss: null, status: 'fixed-available', due: due(iso), ...change }) as FindingRow;
  const rows = [row('CVE-3', '2026-12-01T09:00:00Z'), row('CVE-2', '2026-12-02T00:00:00Z'), row('CVE-1', '2026-12-01T09:00:00Z')];
  expect(rows.toSorted(byUrgency).map((one) => one.cve)).toEqual(['CVE-3', 'CVE-1', 'CVE-2']);
});

test('what ships with the app is no data of any host', () => {
  const feed = (id: string, state: FeedInfo['state']) => ({ feed: id, state }) as FeedInfo;
  const shipped = [feed('kev', 'stale'), feed('endoflife', 'current'), feed('epss', 'never')];
  expect(neverHad([...shipped, feed('debian-tracker', 'never'), feed('msrc', 'not-needed')])).toBe(true);
  expect(neverHad([...shipped, feed('debian-tracker', 'stale')])).toBe(false);
  expect(neverHad([...shipped, feed('debian-tracker', 'not-needed')])).toBe(false);
});
