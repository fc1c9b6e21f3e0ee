import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandOutput, Query } from '../../../shared/domain/command.ts';
import type { Preview } from '../platform.ts';
import { preview, previewRollback } from './preview.ts';

/** Captured on Debian 12 hosts with apt 2.6.1 by resources/host-scripts/posix/preview.sh; the random token reads NONCE. */
const capture = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const NOW = 1795300305;

const query = (allowRemovals: string[] = []): Query<Preview> =>
  preview({ mode: 'packages', packages: ['nginx'], exclude: [] }, { allowRemovals });
function answer(one: Query<Preview>, text: string, at = NOW): CommandOutput {
  const stdout = new TextEncoder().encode(text.replaceAll('NONCE', one.command.args[0]!));
  return { exit: 0, stdout, stderr: new Uint8Array(), rights: 'root', firstByteAt: at * 1000 };
}
const parsed = (text: string, one = query(), at = NOW): Preview => {
  const result = one.parse(answer(one, text, at));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
};
const section = (text: string, name: string, body: string): string => text.replace(new RegExp(`(@@NONCE ${name}\\n)[^@]*`), `$1${body}\n`);

describe('preview', () => {
  const text = capture('debian-12-preview.txt');

  it('reads a transaction as the host simulated it', () => {
    const { transaction, blocking, warnings } = parsed(text);
    expect(blocking).toEqual([]);
    expect(warnings).toEqual([]);
    expect(transaction.items.map((item) => item.name)).toEqual(['tzdata', 'nginx', 'nginx-common', 'openssl', 'rsyslog']);
    expect(transaction.items[1]).toEqual({
      action: 'upgrade',
      name: 'nginx',
      arch: 'amd64',
      from: '1.22.1-9+deb12u9',
      to: '1.22.1-9+deb12u11',
      origin: 'Debian-Security:oldstable-security',
      security: true,
      downloadBytes: 532468,
    });
    expect(transaction.conffileConflicts).toEqual([
      { package: 'nginx-common', path: '/etc/logrotate.d/nginx' },
      { package: 'nginx-common', path: '/etc/nginx/nginx.conf' },
    ]);
    expect(transaction.restarts).toEqual(['nginx.service', 'rsyslog.service']);
    expect(transaction.space).toEqual([{ path: '/', freeBytes: 615952384, needBytes: expect.any(Number) }]);
    expect(transaction.reboot).toEqual({ expected: false, reasons: [] });
  });

  it('says where each old version comes back from', () => {
    const { reversibility } = parsed(text);
    expect(reversibility.verdict).toBe('reversible');
    expect(reversibility.why).toBe('All 5 go back: 4 from the archive, 1 from the package cache');
    expect(parsed(text.replace('openssl	amd64	3.0.17-1~deb12u2	2303	1430476', 'openssl	amd64	3.0.17-1~deb12u2	2303	-')).reversibility.why).toBe(
      'All 5 go back: 3 from the archive, 1 from the package cache, 1 repacked from the disk',
    );
  });

  it('names what stands in the way', () => {
    const kinds = (changed: string, one = query()) => parsed(changed, one).blocking.map((problem) => problem.kind);
    expect(parsed(section(text, 'lock', '/var/lib/dpkg/lock-frontend	812	apt-get	apt-daily.service\n')).blocking).toEqual([
      { kind: 'lock-held', lock: '/var/lib/dpkg/lock-frontend', holder: 'apt-get (pid 812, apt-daily.service)' },
    ]);
    expect(kinds(section(text, 'broken', 'dpkg was interrupted\n'))).toEqual(['packages-broken']);
    expect(kinds(text.replace('lists	3', 'lists	0'))).toEqual(['lists-missing']);
    expect(kinds(section(text, 'plan', ''))).toEqual(['nothing-to-do']);
    expect(kinds(section(text, 'errors', '100\nE: Unable to correct problems, you have held broken packages.\n'))).toEqual([
      'dependencies',
    ]);
    expect(kinds(text.replaceAll('	615952384	', '	1000000	'))).toEqual(['disk-full']);
    expect(kinds(text.replaceAll('	3085394	', '	12	'))).toEqual(['inodes-full']);
    const removal = section(text, 'plan', 'remove	rsyslog	amd64	8.2302.0-1+deb12u1	-	\n');
    expect(parsed(removal).blocking).toEqual([{ kind: 'removals-not-approved', packages: ['rsyslog'] }]);
    expect(kinds(removal, query(['rsyslog']))).toEqual([]);
  });

  it('warns of what it could not see, and of a clock that is off', () => {
    expect(parsed(text.replace('uid	0', 'uid	1000')).warnings.map((problem) => problem.kind)).toEqual(['rights-needed']);
    expect(parsed(text, query(), NOW - 3600).warnings).toEqual([{ kind: 'clock-skew', seconds: 3600 }]);
    expect(parsed(section(text, 'refused', 'exim4\n')).warnings).toEqual([{ kind: 'removals-not-approved', packages: ['exim4'] }]);
  });

  it('expects a reboot for a kernel, libc and who asks for one, and never downgrades a kernel', () => {
    const plan =
      'install	linux-image-6.1.0-56-amd64	amd64	-	6.1.192-1	Debian-Security:12/oldstable-security\nupgrade	libc6	amd64	2.36-9	2.36-10	Debian:12/oldstable\n';
    const kernels = 'image	linux-image-6.1.0-50-amd64\nrunning	linux-image-6.1.0-50-amd64\nboot	60000\n';
    const found = parsed(section(section(text, 'plan', plan), 'kernels', kernels));
    expect(found.transaction.reboot).toEqual({
      expected: true,
      reasons: ['linux-image-6.1.0-56-amd64: a new kernel', 'libc6: every process uses it'],
    });
    expect(found.reversibility.items[0]).toMatchObject({ from: 'boot-previous', back: true });
    const lone = parsed(section(section(text, 'plan', plan), 'kernels', 'running	linux-image-6.1.0-50-amd64\nboot	0\n')).reversibility;
    expect(lone).toMatchObject({ verdict: 'partly', why: expect.stringContaining('1 of 2 cannot go back (linux-image-6.1.0-56-amd64)') });
  });

  it('takes only security updates where they were asked for, and says what it leaves out', () => {
    const { transaction } = parsed(capture('debian-12-preview-security.txt'));
    expect(transaction.items.length).toBeGreaterThan(20);
    expect(transaction.items.every((item) => item.security)).toBe(true);
    expect(transaction.leftOut).toEqual([{ name: 'tzdata', why: 'excluded' }]);
  });

  it('quotes a line that it does not understand, and never uses half an answer', () => {
    const refused = (changed: string) => {
      const one = query();
      const result = one.parse(answer(one, changed));
      return result.ok ? null : result.problem;
    };
    expect(refused(section(text, 'plan', 'upgrade	nginx$(reboot)	amd64	1	2	x\n'))).toEqual({
      kind: 'cannot-parse',
      what: 'preview',
      line: 'upgrade	nginx$(reboot)	amd64	1	2	x',
    });
    expect(refused(section(text, 'plan', '?	Inst strange\n'))).toMatchObject({ kind: 'cannot-parse' });
    expect(refused(text.slice(0, -20))).toMatchObject({ kind: 'cannot-parse' });
    expect(refused('')).toMatchObject({ kind: 'cannot-parse' });
  });

  it('survives any bytes, quickly', { timeout: 120_000 }, () => {
    const one = query();
    const lines = text.split('\n');
    const mutated = fc
      .tuple(fc.nat(lines.length - 1), fc.string({ unit: 'binary', maxLength: 80 }))
      .map(([at, put]) => lines.with(at, put).join('\n'));
    fc.assert(
      fc.property(fc.oneof(mutated, fc.string({ unit: 'binary', maxLength: 2000 })), (changed) => {
        const result = one.parse(answer(one, changed));
        return result.ok || result.problem.kind === 'cannot-parse';
      }),
      { numRuns: 300 },
    );
    const big = answer(one, `@@NONCE plan\n${'upgrade	a	b	c	d	e\n'.repeat(50_000)}`);
    const begun = performance.now();
    one.parse(big);
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});

describe('preview of the way back', () => {
  it('asks as root for a kit by its id, and says where there is none', () => {
    const one = previewRollback('run000000001', ['openssl'], { allowRemovals: [] });
    expect(one.command).toMatchObject({ rights: 'root', args: [expect.any(String), 'run000000001', 'openssl', 'some'] });
    const bare = `${[
      'kit',
      'host',
      'lock',
      'broken',
      'errors',
      'refused',
      'leftout',
      'security',
      'plan',
      'old',
      'cached',
      'conffiles',
      'restarts',
      'space',
      'reboot',
      'kernels',
      'brought',
      'new',
      'end',
    ]
      .map((name) => `@@NONCE ${name}`)
      .join('\n')}\n`;
    const filled = section(
      section(section(section(bare, 'kit', 'missing\n'), 'host', `now	${NOW}\nuid	0\nlists	3\n`), 'errors', '0\n'),
      'kernels',
      'boot	0\n',
    );
    expect(parsed(filled, one).blocking).toEqual([{ kind: 'kit-missing', detail: '/var/lib/patchbay/kits/run000000001' }]);
  });
});
