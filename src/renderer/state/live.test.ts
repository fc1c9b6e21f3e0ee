import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { coalesce } from './coalesce.ts';
import { concerns } from './live.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst is delivered once, and the next burst again', () => {
  const seen: string[][] = [];
  const tell = coalesce<string>(150, (items) => seen.push([...items]));
  tell('a');
  tell('b');
  vi.advanceTimersByTime(149);
  expect(seen).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(seen).toEqual([['a', 'b']]);
  tell('c');
  vi.advanceTimersByTime(150);
  expect(seen).toEqual([['a', 'b'], ['c']]);
});

test('a change concerns the questions about it and no others', () => {
  expect(concerns({ topic: 'scan', id: null }, 'hosts.list', {})).toBe(true);
  expect(concerns({ topic: 'plan', id: 'planaaaa' }, 'plan.get', { planId: 'planaaaa' })).toBe(true);
  expect(concerns({ topic: 'plan', id: 'planbbbb' }, 'plan.get', { planId: 'planaaaa' })).toBe(false);
  expect(concerns({ topic: 'hosts', id: 'hostbbbb' }, 'hosts.get', { id: 'hostaaaa' })).toBe(false);
  // A deployment's id says nothing about which host it works on.
  expect(concerns({ topic: 'deployments', id: 'deploy01' }, 'hosts.get', { id: 'hostaaaa' })).toBe(true);
  expect(concerns({ topic: 'history', id: null }, 'settings.get', {})).toBe(false);
});
