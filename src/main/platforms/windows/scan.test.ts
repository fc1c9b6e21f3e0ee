import { describe, expect, it } from 'vitest';
import { explainFinding } from '../../../shared/domain/matching/finding.ts';
import { windows } from '../../../shared/domain/matching/windows/index.ts';
import type { Advisory, MsrcEntry } from '../../../shared/domain/vulnerability/rows.ts';
import type { CommandOutput } from '../../../shared/domain/command.ts';
import { scanAnswer } from './scan.test-kit.ts';
import { windowsScanQuery } from './scan.ts';

const NOW = Date.parse('2026-11-22T08:00:00Z');
const output = (text: string, more: Partial<CommandOutput> = {}): CommandOutput => ({
  exit: 0,
  stdout: Buffer.from(text),
  stderr: Buffer.alloc(0),
  rights: 'root',
  firstByteAt: NOW + 5000,
  ...more,
});
const read = (change: Readonly<Record<string, unknown>> = {}, more: Partial<CommandOutput> = {}) =>
  windowsScanQuery({ sentAt: NOW }).parse(output(scanAnswer({ clock: '2026-11-22T08:00:03Z', ...change }), more));
const facts = (change: Readonly<Record<string, unknown>> = {}, more: Partial<CommandOutput> = {}) => {
  const scan = read(change, more);
  if (!scan.ok) throw new Error(JSON.stringify(scan.problem));
  return scan.value;
};

describe('what is installed', () => {
  it('the system by its name at MSRC with its whole build, updates from three places, programs of both views', () => {
    const { packages } = facts().facts;
    expect(packages[0]).toMatchObject({ name: 'Windows Server 2022', version: '10.0.20348.2113', source: 'Windows Server 2022' });
    // KB5031364 failed, KB5030216 was taken away again.
    expect(packages.filter((one) => one.name.startsWith('KB')).map((one) => one.name)).toEqual(['KB5012170', 'KB5032198', 'KB5034129']);
    expect(packages.slice(-2).map(({ name, arch }) => [name, arch])).toEqual([['7-Zip 23.01 (x64)', 'win-x64'], ['Größenplaner für Windows 10', 'win-x86']]); // prettier-ignore
  });
  it('a client by its version, in its architecture', () => {
    const system = {
      ...(JSON.parse(scanAnswer()) as { system: object }).system,
      version: '10.0.22631',
      revision: 3007,
      productType: 1,
      architecture: 'ARM64',
    };
    expect(facts({ system }).facts.packages[0]?.name).toBe('Windows 11 Version 23H2 for ARM64-based Systems');
  });
  it('a build that nobody knows is said, and not guessed', () => {
    const system = { ...(JSON.parse(scanAnswer()) as { system: object }).system, version: '10.0.99999' };
    const scan = facts({ system });
    expect(scan.facts.packages.some(({ name }) => name.startsWith('Windows Server'))).toBe(false);
    expect(scan.facts.unseen.join()).toContain('MSRC has no product');
  });
});

describe('findings by MSRC', () => {
  const row = (cve: string, kb: string, fixedBuild: string): Advisory<MsrcEntry> => ({
    feed: 'msrc',
    release: 'windows',
    package: 'Windows Server 2022',
    body: {
      cve,
      kb,
      fixedBuild,
      severity: 'Critical',
      impact: 'Remote Code Execution',
      restart: 'Yes',
      supersedes: [],
    },
  });
  const rows = [
    row('CVE-2024-21412', '5034770', '10.0.20348.2322'),
    row('CVE-2024-20674', '5034129', '10.0.20348.2227'),
    row('CVE-2023-36397', '5032198', '10.0.20348.2113'),
  ];
  const judge = (change: Readonly<Record<string, unknown>> = {}) =>
    windows.prepare(
      { id: 'windows', name: 'Windows', endOfLife: null },
      rows,
      '2026-11-22',
    )({ packages: facts(change).facts.packages, kernel: null, modules: null });
  it('the build decides, and an update that waits for a restart is named', () => {
    const matched = judge();
    expect(matched.findings.map(({ cve, status }) => [cve, status])).toEqual([['CVE-2024-21412', 'fixed-available']]);
    expect(JSON.stringify(explainFinding(matched.findings[0]!, null))).toContain('10.0.20348.2322');
    expect(matched.unjudged.map((one) => one.rule)).toEqual(['restart-pending']);
  });
  it('a program that is called like a Windows is none', () => {
    const programs = [{ name: '0 Windows', version: '1', publisher: '', bits: 64 }, { name: 'Windows 10 Update Assistant', version: '1.4', publisher: 'Microsoft', bits: 64 }]; // prettier-ignore
    expect(judge({ programs }).findings).toHaveLength(1);
  });
});

describe('what is said beside', () => {
  it('reasons for a restart: a certain one asks for it, files to be renamed do not', () => {
    expect(facts().facts.reboot).toMatchObject({ required: true, reasons: [expect.any(String), expect.any(String)] });
    expect(facts({ reboot: ['Files to be renamed: PendingFileRenameOperations'] }).facts.reboot.required).toBe(false);
  });
  it('missing updates were not asked for: unknown, not none', () => {
    const { lists, updates, unseen } = facts().facts;
    expect([lists.at, updates, unseen[0]]).toEqual([null, [], expect.stringContaining('not asked')]);
  });
  it('an account without rights, a part that could not be read, a wrong clock', () => {
    const scan = facts(
      { problems: [{ part: 'services', text: 'x\u001b[31my' }], services: [], clock: '2026-11-22T08:10:00Z' },
      { rights: 'user' },
    );
    expect(scan.facts.rights).toBe('none');
    expect(scan.facts.unseen.join()).toContain('administrators');
    expect(scan.warnings.map((one) => one.kind)).toEqual(['command-failed', 'clock-skew']);
    expect(JSON.stringify(scan)).not.toContain('\u001b');
  });
  it('a history that is refused is said and is no defect', () => {
    const scan = facts();
    expect(scan.warnings).toEqual([]);
    expect(scan.facts.unseen.join()).toContain('history of Windows Update');
  });
  it('a script that failed is told in the words of the host', () =>
    expect(read({}, { exit: 1, stderr: Buffer.from('Zugriff verweigert') })).toMatchObject({ ok: false, problem: { kind: 'command-failed', lines: ['Zugriff verweigert'] } })); // prettier-ignore
});
