import { expect, it } from 'vitest';
import type { FetchedFile } from '../../../shared/contract/feeds.ts';
import { ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';

const file = (change: Partial<FetchedFile> = {}): FetchedFile => ({
  feed: 'kev',
  title: 'CISA KEV',
  file: 'kev.json',
  state: 'fetched',
  bytes: 1_580_000,
  version: '2026.11.21',
  problem: null,
  ...change,
});
const timeout = { kind: 'feed-unreachable', feed: 'EPSS', url: 'https://example.org', reason: 'timeout', detail: '' } as const;
const failed = file({ title: 'EPSS', state: 'failed', bytes: 0, version: null, problem: timeout });

it('feeds fetch says what came, and asks for whole files only', async () => {
  const seen = await cli('feeds fetch /data/feeds --only kev,epss --proxy http://proxy:3128', {
    answers: { 'feeds.fetch': () => ok([file()]) },
  });
  expect(seen.exit).toBe(0);
  expect(seen.out).toMatch(/CISA KEV\s+kev\.json\s+\S Fetched\s+1\.6 MB\s+2026\.11\.21/);
  expect(seen.inputsOf('feeds.fetch')).toEqual([{ folder: '/data/feeds', only: ['kev', 'epss'], proxy: 'http://proxy:3128' }]);
});

it('feeds fetch says what failed and what to do', async () => {
  const seen = await cli('feeds fetch /data/feeds', { answers: { 'feeds.fetch': () => ok([file(), failed]) } });
  expect(seen.exit).toBe(1);
  expect(seen.out).toContain('EPSS was not fetched: no answer in time');
  expect(seen.out).toContain('Try again later.');
});
