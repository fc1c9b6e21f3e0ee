import { expect, test } from 'vitest';
import { minute, opened, sampleHost, sampleScan, sampleFacts, temporary } from './store.test-kit.ts';

test('a host comes back as it was added, with its jumps and tags', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost(2, { name: 'Beta' }));
  store.hosts.add(sampleHost(1, { name: 'alpha', notes: 'näher am Fenster', tags: ['db', 'müllsack'] }));
  expect(store.hosts.get(sampleHost(1).id)).toEqual(sampleHost(1, { name: 'alpha', notes: 'näher am Fenster', tags: ['db', 'müllsack'] }));
  expect(store.hosts.list().map((host) => host.name)).toEqual(['alpha', 'Beta']);
  expect(store.hosts.get('nosuchhost')).toBeNull();
  store.close();
});

test('an edit changes the host and not its id or birth', () => {
  using place = temporary();
  const store = opened(place.file);
  store.hosts.add(sampleHost());
  store.hosts.update(sampleHost(1, { address: 'web.example', createdAt: minute(99) }));
  expect(store.hosts.get(sampleHost().id)).toEqual(sampleHost(1, { address: 'web.example' }));
  expect(() => store.hosts.update(sampleHost(7))).toThrow('no host');
  store.close();
});

test('a removed host is out of sight with its history kept, and comes back with it', () => {
  using place = temporary();
  const store = opened(place.file);
  const { id } = sampleHost();
  store.hosts.add(sampleHost());
  store.scans.record(sampleScan(sampleFacts(), 0));
  expect(store.hosts.remove([id, 'nosuchhost'])).toBe(1);
  expect(store.hosts.remove([id])).toBe(0);
  expect(store.hosts.list()).toEqual([]);
  expect(store.hosts.get(id)).toBeNull();
  expect(store.scans.summaries()).toEqual([]);
  expect(() => store.hosts.update(sampleHost())).toThrow('no host');
  expect(store.hosts.restore([id])).toBe(1);
  expect(store.hosts.restore([id])).toBe(0);
  expect(store.hosts.get(id)).toEqual(sampleHost());
  expect(store.scans.facts(id)?.facts.hostname).toBe('web1');
  store.close();
});
