import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startHeartbeat } from './heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a browser that answers is left alone for as long as it does', async () => {
  const dead = vi.fn();
  const end = startHeartbeat(async () => ({}), dead);
  await vi.advanceTimersByTimeAsync(3600_000);
  end();
  expect(dead).not.toHaveBeenCalled();
});

test('two beats that nobody answers are the end, told once', async () => {
  const dead = vi.fn();
  startHeartbeat(() => new Promise(() => undefined), dead);
  await vi.advanceTimersByTimeAsync(8900);
  expect(dead).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(dead.mock.calls).toEqual([['The browser no longer answers.']]);
});

test('one beat that comes late, as after sleep, is none', async () => {
  const dead = vi.fn();
  let wait = 5000;
  startHeartbeat(() => new Promise((resolve) => setTimeout(resolve, wait)), dead);
  await vi.advanceTimersByTimeAsync(5500);
  wait = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(dead).not.toHaveBeenCalled();
});

test('a window that the browser no longer knows is gone', async () => {
  const dead = vi.fn();
  startHeartbeat(() => Promise.reject(new Error('No target')), dead);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(dead.mock.calls).toEqual([[null]]);
});
