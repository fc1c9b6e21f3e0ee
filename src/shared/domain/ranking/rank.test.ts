import { expect, it } from 'vitest';
import type { Finding } from '../matching/finding.ts';
import { compareDpkgVersions } from '../versions/dpkg.ts';
import { byUrgency, closingUpdates, rank, type Intelligence } from './rank.ts';
import { HIPAA } from './rules.ts';

const finding = (cve: string, change: Partial<Finding> = {}): Finding => ({
  cve,
  package: 'libssl3',
  source: 'openssl',
  status: 'fixed-available',
  fixed: '3.0.18-1',
  vendorSeverity: 'not yet assigned',
  why: { rule: 'older-than-fix', feed: 'test', record: [], compared: null, words: [] },
  ...change,
});
const epss = (cve: string, percentile: number) => ({ cve, score: 0.1, percentile });
const options = { exposed: false, firstSeen: '2026-11-22T00:00:00.000Z', rules: [] };
const known: Intelligence = {
  kev: new Map([['CVE-2026-0005', { cve: 'CVE-2026-0005', name: 'x', added: '2026-11-20', due: null, ransomware: true }]]),
  epss: new Map([epss('CVE-2026-0002', 0.2), epss('CVE-2026-0003', 0.9)].map((row) => [row.cve, row])),
};

it('puts KEV first, then what can be fixed, then EPSS by percentile, then severity, and harmless last', () => {
  const findings = [
    finding('CVE-2026-0001', { vendorSeverity: 'low' }),
    finding('CVE-2026-0002'),
    finding('CVE-2026-0003'),
    finding('CVE-2026-0004', { status: 'affected-no-fix', fixed: null }),
    finding('CVE-2026-0005', { status: 'deferred', fixed: null }),
    finding('CVE-2026-0006', { vendorSeverity: 'high**' }),
    finding('CVE-2026-0007', { status: 'unimportant' }),
  ];
  const order = rank(findings, known, options).map((one) => one.finding.cve.at(-1));
  expect(order.join('')).toBe('5326147');
  expect(rank(findings.toReversed(), known, options).map((one) => one.finding.cve.at(-1))).toEqual(order);
});

it('puts the more critical host first only where all else is the same, and goes by the day that it is due', () => {
  const on = (criticality: 'low' | 'medium' | 'high' | null, change: Partial<Finding> = {}, firstSeen = '2026-11-22T09:00:00.000Z') => {
    const [one] = rank([finding('CVE-2026-0005', change)], known, { exposed: true, criticality, firstSeen, rules: [HIPAA] });
    if (!one) throw new Error('one finding has one rank');
    return one;
  };
  const same = [on('low'), on(null), on('high', {}, '2026-11-22T09:00:07.000Z'), on('medium')];
  expect(same.toSorted(byUrgency).map((one) => one.criticality)).toEqual(['high', 'medium', null, 'low']);
  expect([on('high', { vendorSeverity: 'low' }), on('low', { vendorSeverity: 'high' })].toSorted(byUrgency)[0]?.criticality).toBe('low');
  const later = { cve: 'CVE-2026-0009' };
  const days = [on('high', later, '2026-11-23T09:00:00.000Z'), on('low', later)];
  expect(days.toSorted(byUrgency)[0]?.criticality).toBe('low');
});

it.each([
  ['Important', 'high'],
  ['moderate', 'medium'],
  ['negligible', 'low'],
  ['Critical', 'critical'],
  ['constructor', 'unstated'],
])("a vendor's %s is %s", (vendorSeverity, severity) =>
  expect(rank([finding('CVE-2026-0001', { vendorSeverity })], known, options)[0]?.severity).toBe(severity),
);

it('gives each rule its own date', () => {
  const [one] = rank([finding('CVE-2026-0005', { vendorSeverity: 'high' })], known, { ...options, rules: [HIPAA] });
  expect(one?.due.map((date) => [date.rule, date.due?.slice(0, 10)])).toEqual([
    ['bod-26-04', '2026-12-04'],
    ['hipaa', '2026-12-22'],
  ]);
  expect(one?.inputs.impact.estimated).toBe(true);
});

it('says what each update closes, the most first, and to which version', () => {
  const findings = [
    finding('CVE-2026-0001'),
    finding('CVE-2026-0002', { fixed: '3.0.20-1' }),
    finding('CVE-2026-0002', { fixed: '3.0.20-1', package: 'openssl' }),
    finding('CVE-2026-0003', { source: 'jq', package: 'jq', fixed: '1.7' }),
    finding('CVE-2026-0004', { source: 'vim', package: 'vim', status: 'affected-no-fix', fixed: null }),
  ];
  expect(closingUpdates(rank(findings, known, options), compareDpkgVersions)).toEqual([
    { source: 'openssl', to: '3.0.20-1', packages: ['libssl3', 'openssl'], cves: ['CVE-2026-0001', 'CVE-2026-0002'], closes: 3 },
    { source: 'jq', to: '1.7', packages: ['jq'], cves: ['CVE-2026-0003'], closes: 1 },
  ]);
});
