import { expect, test } from 'vitest';
import { hostId, opened, sampleFacts, sampleHost, samplePackage, sampleScan, temporary } from './store.test-kit.ts';

const service = (name: string) => ({ name, active: 'active', sub: 'running', description: '' });

test('answers the scans since packages last changed, oldest first, and no more than asked for', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  expect(store.scans.unchanged(hostId(1), 8)).toEqual([]);
  const one = [samplePackage('bash', '1.0-1')];
  const two = [samplePackage('bash', '1.0-2')];
  const scans = [
    { packages: one, services: [service('a')] },
    { packages: two, services: [] },
    { packages: one, services: [service('a')] },
    { packages: one, services: [service('b')] },
    { packages: one, services: [service('a'), service('b')] },
  ];
  scans.forEach((facts, i) => store.scans.record(sampleScan(sampleFacts(facts), i + 1)));
  const names = (limit: number) => store.scans.unchanged(hostId(1), limit).map((scan) => scan.services.map((unit) => unit.name));
  expect(names(8)).toEqual([['a'], ['b'], ['a', 'b']]);
  expect(names(2)).toEqual([['b'], ['a', 'b']]);
  store.close();
});
