import { expect, it } from 'vitest';
import type { Advisory, AlpineEntry } from '../../vulnerability/rows.ts';
import type { Installed } from '../finding.ts';
import { findRelease } from '../ecosystems.ts';

const row = (fixed: string, origin = 'openssl'): Advisory<AlpineEntry> => ({
  feed: 'alpine-secdb',
  release: 'alpine:3.20',
  package: origin,
  body: { cve: 'CVE-2026-0001', fixed, repository: 'main' },
});
const libssl = (change: Partial<Installed> = {}): Installed => ({
  name: 'libssl3',
  version: '3.3.1-r0',
  source: 'openssl',
  sourceVersion: '3.3.1-r0',
  origin: null,
  ...change,
});
function on(one: Installed, rows: readonly Advisory[], text = 'alpine:3.20.3') {
  const found = findRelease(text);
  if (!found) throw new Error(text);
  return found.ecosystem.prepare(found.release, rows, '2026-11-22')({ packages: [one], kernel: null, modules: null }, true);
}

it.each([
  ['older than the fix', [row('3.3.1-r1')], 'fixed-available', 'older-than-fix'],
  ['the fix', [row('3.3.1-r0')], 'not-affected', 'fixed'],
  ['a candidate of the fix', [row('3.3.1_rc1-r0')], 'not-affected', 'fixed'],
  ['"0"', [row('0')], 'not-affected', 'never-affected'],
  ['listed twice: the first fix was not the last', [row('3.3.1-r0'), row('3.3.2-r0')], 'fixed-available', 'older-than-fix'],
])('%s', (_, rows, status, rule) => expect(on(libssl(), rows).findings).toMatchObject([{ status, why: { rule } }]));

it('goes by the origin package, and says where the list does not name it', () => {
  const bare = { source: '' };
  expect(on(libssl(bare), [row('3.3.1-r1')]).unjudged).toMatchObject([{ rule: 'source-not-said' }]);
  expect(on(libssl({ ...bare, name: 'openssl' }), [row('3.3.1-r1')]).findings[0]?.why.words.join()).toContain('is taken for it');
});

it('a branch without data is not safe', () =>
  expect(on(libssl(), [row('1')], 'alpine:edge').unjudged).toMatchObject([{ rule: 'release-without-data' }]));
