import { expect, it } from 'vitest';
import type { Advisory, ArchEntry } from '../../vulnerability/rows.ts';
import { arch, ARCH } from './index.ts';

const row = (change: Partial<ArchEntry>): Advisory<ArchEntry> => ({
  feed: 'arch-tracker',
  release: 'arch',
  package: 'curl',
  body: { group: 'AVG-1', cves: ['CVE-2026-0001'], status: 'Fixed', affected: '8.4.0-1', fixed: '8.5.0-1', severity: 'High', ...change },
});
const on = (version: string, rows: readonly Advisory[], name = 'curl') =>
  arch.prepare(
    ARCH,
    rows,
    '2026-11-22',
  )({ packages: [{ name, version, source: '', sourceVersion: '', origin: null }], kernel: null, modules: null }, true);

it.each([
  ['fixed, and older', '8.4.0-1', {}, 'fixed-available', 'older-than-fix'],
  ['fixed, and not older', '8.5.0-1', {}, 'not-affected', 'fixed'],
  ['a newer epoch', '1:8.4.0-1', {}, 'not-affected', 'fixed'],
  ['vulnerable', '8.4.0-1', { status: 'Vulnerable', fixed: null }, 'affected-no-fix', 'open'],
  ['the fix is in testing', '8.4.0-1', { status: 'Testing' }, 'affected-no-fix', 'testing'],
  ['not affected', '8.4.0-1', { status: 'Not affected', fixed: null }, 'not-affected', 'never-affected'],
  ['unknown', '8.4.0-1', { status: 'Unknown', fixed: null }, 'cannot-judge', 'undetermined'],
] as const)('%s', (_, version, change, status, rule) =>
  expect(on(version, [row(change)]).findings).toMatchObject([{ status, why: { rule, record: ['AVG-1', 'curl'] } }]),
);

it('names nothing of a package that no group names, and is not safe without data', () => {
  expect(on('1-1', [row({})], 'vim')).toEqual({ findings: [], unjudged: [] });
  expect(on('1-1', []).unjudged).toMatchObject([{ rule: 'release-without-data' }]);
});
