import { expect, it } from 'vitest';
import type { Finding } from '../matching/finding.ts';
import type { CveRecordRow } from '../vulnerability/rows.ts';
import { rank, type Ranked } from './rank.ts';
import { CYBER_ESSENTIALS, ESSENTIAL_EIGHT_ML3 } from './rules.ts';

const finding: Finding = {
  cve: 'CVE-2026-0001',
  package: 'libssl3',
  source: 'openssl',
  status: 'fixed-available',
  fixed: '3.0.18-1',
  vendorSeverity: 'medium',
  why: { rule: 'older-than-fix', feed: 'test', record: [], compared: null, words: [] },
};
const V2 = 'AV:N/AC:L/Au:N/C:C/I:C/A:C';
const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
const V4 = 'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
const silent = { cve: finding.cve, exploitation: null, automatable: null, impact: null };

function ranked(record: Partial<CveRecordRow>): Ranked {
  const records = new Map([[finding.cve, { ...silent, cvss: [], ...record }]]);
  const options = { exposed: true, firstSeen: '2026-11-22T00:00:00.000Z', rules: [CYBER_ESSENTIALS, ESSENTIAL_EIGHT_ML3] };
  const [one] = rank([finding], { kev: new Map(), epss: new Map(), records }, options);
  if (!one) throw new Error('none');
  return one;
}
const dueOf = (one: Ranked, rule: string): string | undefined => one.due.find((date) => date.rule === rule)?.due?.slice(0, 10);

it('takes what CISA says before what a vector suggests', () => {
  const { inputs } = ranked({ automatable: false, impact: 'partial', exploitation: 'poc', cvss: [{ vector: V2, source: 'CNA' }] });
  expect(inputs.automatable).toEqual({ value: false, source: 'CISA SSVC', estimated: false });
  expect(inputs.impact).toEqual({ value: 'partial', source: 'CISA SSVC', estimated: false });
  expect(inputs.exploitation).toEqual({ value: 'poc', source: 'CISA SSVC', estimated: false });
});

it('estimates what CISA left out from the vector that is shown, and says so', () => {
  const { inputs, cvss } = ranked({ cvss: [V2, V31, V4].map((vector) => ({ vector, source: 'CNA x' })) });
  expect(cvss.map((one) => [one.version, one.score, one.severity, one.source])).toEqual([
    ['4.0', 8.6, 'high', 'CNA x'],
    ['3.1', 7.5, 'high', 'CNA x'],
    ['2.0', 10, 'critical', 'CNA x'],
  ]);
  expect(inputs.automatable).toEqual({ value: false, source: 'from CVSS 4.0', estimated: true });
  expect(inputs.impact).toEqual({ value: 'total', source: 'from CVSS 4.0', estimated: true });
  expect(inputs.exploitation).toEqual({ value: null, source: 'not said', estimated: false });
});

it('a rule that asks for CVSS v3 gets it, however new the other versions are', () => {
  expect(dueOf(ranked({ cvss: [V4, V31].map((vector) => ({ vector, source: 'CNA' })) }), 'cyber-essentials')).toBe('2026-12-06');
  expect(dueOf(ranked({ cvss: [{ vector: V4, source: 'CNA' }] }), 'cyber-essentials')).toBeUndefined();
});

it.each([
  ['active', '2026-11-24'],
  ['poc', '2026-11-24'],
  ['none', '2026-12-06'],
  [null, '2026-12-06'],
] as const)('with exploitation %s an exploit is known, or not', (exploitation, due) =>
  expect(dueOf(ranked({ exploitation }), 'essential-eight-3')).toBe(due),
);

it('what is in KEV is exploited, whatever SSVC said before that', () => {
  const records = new Map([[finding.cve, { ...silent, exploitation: 'none' as const, cvss: [] }]]);
  const kev = new Map([[finding.cve, { cve: finding.cve, name: 'x', added: '2026-11-20', due: null, ransomware: false }]]);
  const [one] = rank([finding], { kev, epss: new Map(), records }, { exposed: null, firstSeen: '2026-11-22T00:00:00.000Z', rules: [] });
  expect(one?.inputs.exploitation).toEqual({ value: 'active', source: 'KEV, added 2026-11-20', estimated: false });
});
