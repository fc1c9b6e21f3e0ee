import { describe, expect, it } from 'vitest';
import type { JudgedFinding, JudgedList } from '../../../shared/contract/assess-list.ts';
import { ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';

const answer = <T>(value: T) => ({ value, source: 'test', estimated: false });
const finding = (change: Partial<JudgedFinding>): JudgedFinding => ({
  cve: 'CVE-2026-0001',
  package: 'jq',
  source: 'jq',
  status: 'fixed-available',
  installed: '1.6-2',
  fixed: '1.7-1',
  vendorSeverity: '',
  kev: null,
  epss: { score: 0.1, percentile: 0.912 },
  inputs: { inKev: answer(false), exposed: answer(null), automatable: answer(false), impact: answer('total' as const) },
  cvss: [],
  due: [],
  why: 'rule older-than-fix',
  ...change,
});
const judged: JudgedList = {
  release: { id: 'debian:12', name: 'bookworm', support: 'ended', until: '2028-06-30' },
  asOf: '2026-11-22',
  packages: 952,
  feeds: [],
  findings: [finding({}), finding({ cve: 'CVE-2026-0002', status: 'unimportant', fixed: null })],
  unjudged: [{ package: 'x', version: '1', rule: 'foreign-origin', reason: 'comes from elsewhere' }],
  updates: [{ source: 'jq', to: '1.7-1', packages: ['jq'], cves: ['CVE-2026-0001'], closes: 1 }],
};
const answers = { 'assess.list': () => ok(judged) };
const line = 'assess --packages list.tsv --release debian:12 --feeds feeds';

describe('assess --packages', () => {
  it('shows the score with its version, and what is known of exploits', async () => {
    const inputs = { ...finding({}).inputs, exploitation: answer('poc' as const) };
    const cvss = [{ version: '4.0', score: 9.3, severity: 'critical', vector: 'CVSS:4.0/AV:N', source: 'CNA' }];
    const seen = await cli(line, { answers: { 'assess.list': () => ok({ ...judged, findings: [finding({ inputs, cvss })] }) } });
    expect(seen.out).toMatch(/proof of concept +9\.3 v4\.0/);
  });

  it('shows what can be fixed, and says what it leaves out and what cannot be judged', async () => {
    const seen = await cli(line, { answers });
    expect(seen.exit).toBe(0);
    expect(seen.out).toContain('2 findings in 952 packages, 1 of them with a fix, as of 2026-11-22');
    expect(seen.out).toContain('1.6-2 -> 1.7-1');
    expect(seen.out).toContain('91.2 %');
    expect(seen.out).not.toContain('CVE-2026-0002');
    expect(seen.out).toContain('1 finding without a fix and not in KEV: --every shows them');
    expect(seen.out).toContain('Support of bookworm ended 2028-06-30');
    expect(seen.out).toContain('1 package cannot be judged: not counted as safe');
    expect(seen.out).toContain('close 1 of 2 findings: jq 1.7-1 (1)');
    expect((await cli(`${line} --every`, { answers })).out).toContain('CVE-2026-0002');
  });

  it('passes everything on and prints all of it as JSON', async () => {
    const seen = await cli(
      `${line} --as-of 2026-01-02 --kernel 6.1.0-9-amd64 --modules nodejs:18,php:8.1 --exposed no --rules hipaa,pci-dss --json`,
      { answers },
    );
    expect(seen.inputsOf('assess.list')).toEqual([
      {
        packages: 'list.tsv',
        release: 'debian:12',
        feeds: 'feeds',
        asOf: '2026-01-02',
        kernel: '6.1.0-9-amd64',
        modules: ['nodejs:18', 'php:8.1'],
        exposed: false,
        rules: ['hipaa', 'pci-dss'],
      },
    ]);
    expect(seen.outcome).toMatchObject({ ok: true, value: judged });
  });

  it.each(['assess --packages a --release debian:12', 'assess --packages a --feeds b', `${line} --exposed maybe`, `${line} --as-of soon`])(
    'refuses %s',
    async (wrong) => expect((await cli(wrong, { answers })).exit).toBe(2),
  );
});
