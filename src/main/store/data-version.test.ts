import { expect, test } from 'vitest';
import { opened, sampleFacts, sampleHost, sampleScan, temporary } from './store.test-kit.ts';

test('another one after each write that an answer may follow from, by whomever, and the same after others', () => {
  using place = temporary();
  const store = opened(place.file);
  const other = opened(place.file);
  const seen: string[] = [store.dataVersion()];
  const changes = (work: () => unknown): boolean => {
    work();
    const version = store.dataVersion();
    const isNew = !seen.includes(version);
    seen.push(version);
    return isNew;
  };
  expect(changes(() => store.hosts.add(sampleHost(1)))).toBe(true);
  expect(changes(() => store.scans.record(sampleScan(sampleFacts(), 1)))).toBe(true);
  expect(changes(() => store.settings.set({ ...store.settings.get(), concurrency: 3 }))).toBe(true);
  expect(changes(() => store.dueRules.set([]))).toBe(true);
  expect(changes(() => store.transaction(() => store.hosts.remove([sampleHost(1).id])))).toBe(true);
  expect(changes(() => other.hosts.add(sampleHost(2)))).toBe(true);
  expect(changes(() => [store.hosts.list(), store.scans.summaries(), store.findings.subjects()])).toBe(false);
  expect(changes(() => store.round.set({ ...store.round.get(), step: 'assess' }))).toBe(false);
  expect(changes(() => store.views.set({}))).toBe(false);
  expect(changes(() => store.audit.append({ action: 'x', text: 'x' }))).toBe(false);
  other.close();
  store.close();
});
