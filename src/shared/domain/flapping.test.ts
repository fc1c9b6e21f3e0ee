import { expect, it } from 'vitest';
import { flapping } from './flapping.ts';
import type { Fleeting } from './flapping.ts';

const scan = (units: readonly string[], ports: readonly number[] = [], failedUnits: string[] = []): Fleeting => ({
  services: units.map((name) => ({ name, active: 'active', sub: 'running', description: '' })),
  failedUnits,
  listeners: ports.map((port) => ({ protocol: 'tcp', address: '::', port, process: null })),
});

it('is what went and came back, or came and went', () => {
  expect(flapping([scan(['a', 'b'], [80]), scan(['a'], [80, 9000]), scan(['a', 'b'], [80])])).toEqual(['unit b', '9000/tcp on ::']);
  expect(flapping([scan([]), scan([], [], ['sync']), scan([])])).toEqual(['failed unit sync']);
});
it('is nothing that changed once: somebody may have mended it', () => {
  expect(flapping([scan(['a']), scan(['a', 'b'], [80]), scan(['a', 'b'], [80])])).toEqual([]);
  expect(flapping([])).toEqual([]);
});
