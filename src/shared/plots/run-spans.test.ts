import { describe, expect, test } from 'vitest';
import type { RunMoment } from '../domain/run-moment.ts';
import { spansOf } from './run-spans.ts';
import { sampleRun as run } from './run.test-kit.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString();
const happened = (...list: readonly (readonly [number, RunMoment['what']])[]): RunMoment[] =>
  list.map(([minute, what]) => ({ hostId: 'host000001', at: at(minute), what }));
const shown = (moments: RunMoment[], one = run(), endedAt: string | null = null): string =>
  spansOf(one, moments, { createdAt: at(0), endedAt })
    .map(({ kind, from, to }) => `${kind} ${new Date(from).getUTCMinutes()}-${to === null ? 'now' : new Date(to).getUTCMinutes()}`)
    .join(', ');

describe('a run as blocks', () => {
  test.each([
    ['runs', happened([2, 'intended'], [3, 'launched']), 'waiting 0-2, running 2-now'],
    ['ends well', happened([2, 'intended'], [3, 'launched'], [9, 'done']), 'waiting 0-2, done 2-9'],
    ['reboots on the way', happened([2, 'intended'], [5, 'reboot'], [7, 'back'], [9, 'done']), 'waiting 0-2, done 2-9'],
    [
      'is out of sight for a while',
      happened([2, 'intended'], [4, 'unreachable'], [6, 'reattached'], [9, 'failed']),
      'waiting 0-2, failed 2-4, unreachable 4-6, failed 6-9',
    ],
    ['is out of sight still', happened([2, 'intended'], [4, 'unreachable']), 'waiting 0-2, running 2-4, unreachable 4-now'],
    [
      'is tried again: the first try keeps its colour',
      happened([2, 'intended'], [4, 'failed'], [6, 'retried'], [7, 'launched'], [9, 'done']),
      'waiting 0-2, failed 2-4, done 6-9',
    ],
    ['was skipped', happened([2, 'skipped']), 'waiting 0-2'],
    [
      'was skipped, and waits again',
      happened([2, 'skipped'], [5, 'retried'], [7, 'intended'], [9, 'done']),
      'waiting 0-2, waiting 5-7, done 7-9',
    ],
    ['is lost by a word', happened([2, 'intended'], [4, 'unreachable'], [8, 'set-lost']), 'waiting 0-2, running 2-4, unreachable 4-8'],
  ])('%s', (_name, moments, expected) => expect(shown(moments)).toBe(expected));
});

describe('without a record of moments, by its own times', () => {
  test('waits', () => expect(shown([])).toBe('waiting 0-now'));
  test('waited until the deployment ended', () => expect(shown([], run({ state: 'skipped' }), at(5))).toBe('waiting 0-5'));
  test('ended', () => expect(shown([], run({ state: 'failed', startedAt: at(1), endedAt: at(4) }), at(9))).toBe('waiting 0-1, failed 1-4'));
});
