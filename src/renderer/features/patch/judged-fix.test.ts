import { expect, test } from 'vitest';
import type { FixRow } from '../../../shared/contract/contract.ts';
import type { Closes } from '../../../shared/contract/vulnerabilities.ts';
import { applyFilter } from '../../ui/filter.ts';
import { closesSource, fixFields, fixText, mostUrgentFirst, withCloses } from './judged-fix.ts';

const fix = (source: string): FixRow => ({
  source,
  to: '1.0-2',
  security: true,
  origin: 'Debian-Security:12',
  hosts: [],
  packages: [source],
  since: '2026-11-01T00:00:00Z',
  state: 'ready',
});
const closes = (due: string | null, part: Partial<Closes> = {}): Closes => ({
  cves: ['CVE-2026-1234'],
  findings: 1,
  kev: 0,
  epss: null,
  severity: 'high',
  due:
    due === null
      ? null
      : { rule: 'r', name: 'R', due, clock: { from: due, start: 'first seen' }, reason: '', estimated: false, ifExposed: null },
  ...part,
});
const rows = withCloses([fix('tzdata'), fix('openssl'), fix('nginx'), fix('sudo'), fix('linux-signed-amd64')], {
  'openssl 1.0-2 Debian-Security:12': closes('2099-01-01T00:00:00Z', { epss: 0.4 }),
  'nginx 1.0-2 Debian-Security:12': closes('2020-01-01T00:00:00Z', { kev: 1, cves: ['CVE-2026-9'] }),
  'sudo 1.0-2 Debian-Security:12': closes('2099-01-01T00:00:00Z', { epss: 0.9 }),
  'linux-signed-amd64 1.0-2 Another': closes('2020-01-01T00:00:00Z'),
});

test('the most urgent update comes first, one that was not judged last', () => {
  expect(rows.toSorted(mostUrgentFirst).map((row) => row.source)).toEqual(['nginx', 'sudo', 'openssl', 'linux-signed-amd64', 'tzdata']);
  expect(rows.filter((row) => row.closes === null).map((row) => row.source)).toEqual(['tzdata', 'linux-signed-amd64']);
});

test.each([
  [['is:kev'], '', ['nginx']],
  [[], 'overdue', ['nginx']],
  [['cve:cve-2026-1234'], '', ['openssl', 'sudo']],
  [['severity:high', 'not:due:overdue'], '', ['openssl', 'sudo']],
])('%j and "%s" leave what they name', (words, text, left) => {
  expect(applyFilter(rows, { words, text }, fixFields, fixText).map((row) => row.source)).toEqual(left);
});

test('a signed kernel closes what is known of its source, and of no other', () => {
  const signed = fix('linux-signed-amd64');
  expect([closesSource(signed, 'linux'), closesSource(signed, 'linux-signed-amd64'), closesSource(signed, 'lin')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(closesSource(fix('linux-base'), 'linux')).toBe(false);
});
