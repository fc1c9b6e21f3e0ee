import { describe, expect, it } from 'vitest';
import type { CommandOutput } from '../../../shared/domain/command.ts';
import { judge } from '../../../shared/domain/rehearsal.ts';
import type { RehearsalOutcome, RunSpec } from '../platform.ts';
import { rehearsalResult } from './rehearsal.ts';
import { failedScripts } from './rehearsal-findings.ts';
import { rehearsalStatus } from './report.ts';
import { rehearse } from './run.ts';

/** The form is rehearse.sh's; the words of dpkg were taken from a Debian 12 host, as in errors.test.ts. */
const spec: RunSpec = {
  runId: 'rehearsal0001',
  kind: 'deploy',
  items: [
    { action: 'upgrade', name: 'app', arch: 'all', from: '1', to: '2', origin: '', security: false, downloadBytes: 5 },
    { action: 'remove', name: 'old', arch: 'all', from: '1', to: null, origin: '', security: false, downloadBytes: 0 },
  ],
  options: { allowRemovals: ['old'], allowWithoutWayBack: false },
  kitOf: null,
};
const WELL: Readonly<Record<string, string>> = {
  upper: 'disk',
  'update.exit': '0   ',
  'back.exit': '0',
  counts: 'added\t2\nchanged\t7',
  listed: 'changed\t/etc/app.conf\nadded\t/boot/app',
  milliseconds: 'staging\t1500\nupdating\t2000\ngoing-back\t2500\ntotal\t7000',
  usage: '1000\t2000',
  staged: '2\t300',
  packages: '2',
  restarts: 'app.service',
  space: '/\t-500\t99999999\n/boot\t1000\t99999999',
  audit: '',
  'back.differs': '',
};
const output = (text: string): CommandOutput => ({
  exit: 0,
  stdout: new TextEncoder().encode(text),
  stderr: new Uint8Array(),
  rights: 'root',
  firstByteAt: 0,
});
function read(change: Readonly<Record<string, string | null>> = {}, of = spec): RehearsalOutcome {
  const query = rehearsalResult(of);
  const [nonce] = query.command.args;
  const sections = Object.entries({ ...WELL, ...change }).flatMap(([name, text]) => (text === null ? [] : [`@@${nonce} ${name}\n${text}`]));
  const result = query.parse(output([...sections, `@@${nonce} end`].join('\n')));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}
const weights = (outcome: RehearsalOutcome) => outcome.findings.map((one) => `${one.kind} ${one.weight}`);

describe('the result of a rehearsal', () => {
  it('that passed', () => {
    const outcome = read();
    expect(outcome.evidence).toMatchObject({
      packages: 2,
      files: { changed: 7, added: 2, removed: 0 },
      restarts: ['app.service'],
      bootFiles: ['/boot/app'],
      wayBack: { proven: true },
      seconds: { staging: 1.5, update: 2, wayBack: 2.5, total: 7 },
      bytes: { peak: 1000, staged: 300 },
      memoryBytes: 2000,
      upper: 'disk',
    });
    expect(weights(outcome)).toEqual(['removes note', 'boot-changed note', 'restarts note', 'config-changed note']);
    expect(judge(outcome.findings)).toBe('passed');
  });

  it('whose update failed without a word of a script: in the words of the package manager', () => {
    const problem = 'kind apt\nline E: Unable to correct problems, you have held broken packages.';
    const outcome = read({ 'update.exit': '100', 'update.problem': problem, 'back.exit': null, 'back.differs': null, staged: null });
    expect(outcome.findings[0]).toMatchObject({ kind: 'update-failed', weight: 'fails', lines: [expect.stringContaining('held broken')] });
    expect(outcome.evidence.wayBack).toEqual({ proven: false, why: 'The update itself did not go through' });
    expect(weights(outcome)).not.toContain('way-back-fails fails');
    expect(judge(outcome.findings)).toBe('would-fail');
  });

  it('whose way back fails, or leads elsewhere; it may be accepted', () => {
    const lost = { 'back.exit': '1', 'back.problem': 'kind removals-not-approved\npackage sshd', 'back.differs': null };
    expect(read(lost).findings[0]).toMatchObject({ kind: 'way-back-fails', weight: 'fails', lines: ['Would remove sshd'] });
    expect(read({ 'back.differs': '< app 1\n> app 2' }).findings[0]).toMatchObject({ weight: 'fails', lines: ['< app 1', '> app 2'] });
    const accepted = { ...spec, options: { ...spec.options, allowWithoutWayBack: true } };
    expect(judge(read(lost, accepted).findings)).toBe('passed');
  });

  it('that wrote more than a file system of the host has room for', () => {
    const { findings } = read({ space: '/\t-500\t0\n/boot\t30000000\t20000000' });
    expect(findings.filter((one) => one.kind === 'no-space').map((one) => one.text)).toEqual([
      'Too little space on /: 16 MiB needed, 0 MiB free',
      'Too little space on /boot: 45 MiB needed, 19 MiB free',
    ]);
  });

  it('tells a config file that stays from one that is replaced', () => {
    const { findings } = read({ conffiles: '/etc/a\t/etc/a.dpkg-dist\n/etc/b\t/etc/b.ucf-old' });
    expect(findings.filter((one) => one.text.includes('kept') || one.text.includes('stays')).map((one) => one.kind)).toEqual([
      'conffile-kept',
      'config-changed',
    ]);
  });

  it.each([
    ['a number that is none', { usage: 'x\ty' }],
    ['a column too many', { listed: 'changed\t/a\tb' }],
    ['another kind of change', { listed: 'eaten\t/a' }],
    ['no place of the upper layer', { upper: null }],
  ])('with %s is not understood', (_, change) => {
    expect(() => read(change)).toThrow(/cannot-parse/);
  });

  it('shows what a host says as text', () => {
    const { evidence } = read({ listed: 'changed\t/etc/\u001b[31mred' });
    expect(evidence.files.listed).toEqual([{ change: 'changed', path: '/etc/red' }]);
  });
});

describe('scripts that failed', () => {
  const log = (name: string, ...said: string[]) => [
    `Setting up ${name} (2) ...`,
    ...said,
    `dpkg: error processing package ${name} (--configure):`,
    ` installed ${name} package post-installation script subprocess returned error exit status 1`,
  ];
  it('are named with their last words, once', () => {
    const found = failedScripts([
      ...log('one', 'disk on fire'),
      ...log('two', 'Failed to connect to bus: no such file'),
      ...log('one', 'again'),
    ]);
    expect(found.map(({ package: name, weight, lines }) => [name, weight, lines])).toEqual([
      ['one', 'fails', ['disk on fire']],
      ['two', 'differs', ['Failed to connect to bus: no such file']],
    ]);
  });

  it('before the package was unpacked, and of another architecture', () => {
    const lines = [
      'Preparing to unpack .../filler_2_all.deb ...',
      'no',
      'dpkg: error processing archive /var/cache/apt/archives/filler_2_all.deb (--unpack):',
      ' new filler:i386 package pre-installation script subprocess returned error exit status 1',
    ];
    expect(failedScripts(lines)).toMatchObject([{ package: 'filler', lines: ['no'] }]);
  });

  it('do not take in those that only wait for another', () => {
    expect(failedScripts(['dpkg: error processing package b (--configure):', ' dependency problems - leaving unconfigured'])).toEqual([]);
  });
});

describe('asking for a rehearsal', () => {
  it('sends the very lines of the plan, and what it may take', () => {
    const { command } = rehearse(spec, { seconds: 60, spaceBytes: 5, memoryBytes: 7 });
    const text = command.args.slice(3).join('');
    expect(text).toContain('item remove old:all 1 -\nitem upgrade app:all 1 2\n');
    expect(text).toMatch(/\nseconds 60\nspace 5\nmemory 7\nend\n$/);
    expect(() => rehearse({ ...spec, options: { ...spec.options, allowRemovals: [] } })).toThrow(/removal was not approved/);
  });

  it('reads its phases and no run’s', () => {
    const parse = (state: string) =>
      rehearsalStatus('rehearsal0001').parse(output(`answer running\nboot 3f\nattempts 1\nstate ${state}\nlog 9 9\n`));
    expect(parse('going-back')).toMatchObject({ ok: true, value: { phase: 'going-back' } });
    expect(parse('installing')).toMatchObject({ ok: false, problem: { kind: 'cannot-parse' } });
  });
});
