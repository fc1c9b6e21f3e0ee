import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { announce, QUIET_MS, useSpoken } from './announce.ts';

const spoken: string[] = [];
let forget: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  spoken.length = 0;
  forget = useSpoken.subscribe(({ text }) => spoken.push(text));
});
afterEach(() => {
  vi.runAllTimers();
  forget();
  vi.useRealTimers();
});

test('what is new is said at once', () => {
  announce('3 hosts imported.');
  expect(spoken).toEqual(['3 hosts imported.']);
});

test('200 hosts that end within 20 seconds are told in eight sentences at most, the last among them', () => {
  for (let done = 1; done <= 200; done += 1) {
    announce(`${done} of 200 hosts done`);
    vi.advanceTimersByTime(100);
  }
  vi.runAllTimers();
  expect(spoken.length).toBeLessThanOrEqual(8);
  expect(spoken.at(0)).toBe('1 of 200 hosts done');
  expect(spoken.at(-1)).toBe('200 of 200 hosts done');
});

test('the same is not said twice in a row, and is said again after something else', () => {
  announce('Paused.');
  vi.advanceTimersByTime(QUIET_MS);
  announce('Paused.');
  expect(spoken).toEqual(['Paused.']);
  announce('Running.');
  announce('Paused.');
  vi.runAllTimers();
  expect(spoken).toEqual(['Paused.', 'Running.', 'Paused.']);
});
