import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SaxesParser } from 'saxes';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TimerEntry } from './entry.ts';
import { launchdEntry } from './launchd.ts';
import { SystemTimer } from './system-timer.ts';
import { systemdEntry } from './systemd.ts';
import { taskSchedulerEntry } from './task-scheduler.ts';

let home: string;
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'patchbay-timer-'))));
afterEach(() => rmSync(home, { recursive: true }));

/** Words that a careless quoting breaks at. */
const AWKWARD = ['run due', '50%', '$HOME', 'a"b', 'c\\d', "e'f", '<g>&', 'ä', '-', ''];
const place = (platform: NodeJS.Platform, command: readonly string[]) => ({ platform, home, env: {}, command });
const textOf = (entry: TimerEntry, n = 0): string => Buffer.from(entry.files[n]!.bytes).toString('utf8');

const hasSystemdAnalyze = existsSync('/usr/bin/systemd-analyze');

describe('systemd', () => {
  const analyze = (files: readonly string[]): string =>
    execFileSync('systemd-analyze', ['--user', 'verify', ...files], {
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, XDG_RUNTIME_DIR: home },
    });

  it.runIf(hasSystemdAnalyze)('what is installed passes "systemd-analyze verify"', async () => {
    const timer = new SystemTimer({ ...place('linux', ['/bin/sh', ...AWKWARD]), run: async () => ({ exit: 0, said: '' }) });
    await timer.install();
    expect(analyze(timer.status().files)).toBe('');
    // A file that is wrong is told, so that the silence above says something.
    writeFileSync(timer.status().files[0]!, '[Service]\nType=oneshot\n');
    expect(() => analyze(timer.status().files)).toThrow();
  });

  it('gives the command its words as they are', () => {
    // The quoting of systemd.syntax(7), undone: C escapes, "%%" and "$$".
    const line = /^ExecStart=(.*)$/m.exec(textOf(systemdEntry(place('linux', AWKWARD))))![1]!;
    const words = [...line.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((one) =>
      one[1]!.replace(/\\(.)/g, '$1').replaceAll('%%', '%').replaceAll('$$', '$'),
    );
    expect(words).toEqual(AWKWARD);
  });

  it.runIf(hasSystemdAnalyze)('asks every quarter of an hour, and at once after what was slept through', () => {
    const text = textOf(systemdEntry(place('linux', ['patchbay'])), 1);
    expect(text).toContain('OnCalendar=*:0/15\n');
    expect(text).toContain('Persistent=true\n');
    const next = execFileSync('systemd-analyze', ['calendar', '--iterations=3', '*:0/15'], { encoding: 'utf8' });
    expect([...next.matchAll(/:(\d\d):00/g)].every((one) => Number(one[1]) % 15 === 0)).toBe(true);
  });
});

/** Element names with their texts, read by an XML parser that throws at what is not well-formed. */
function elements(xml: string): [string, string][] {
  const found: [string, string][] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  let text = '';
  parser.on('opentag', () => (text = ''));
  parser.on('text', (part) => (text += part));
  parser.on('closetag', ({ name }) => {
    found.push([name, text]);
    text = '';
  });
  parser.write(xml).close();
  return found;
}

describe('launchd', () => {
  it('is a property list whose arguments are the words as they are', () => {
    const all = elements(textOf(launchdEntry(place('darwin', AWKWARD))));
    const strings = all.filter(([name]) => name === 'string').map(([, text]) => text);
    expect(strings.slice(1, 1 + AWKWARD.length)).toEqual(AWKWARD);
    expect(all).toContainEqual(['integer', '900']);
  });
});

describe('Task Scheduler', () => {
  const xmlOf = (command: readonly string[]): string => {
    const bytes = Buffer.from(taskSchedulerEntry(place('win32', command)).files[0]!.bytes);
    expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xfe]);
    return bytes.toString('utf16le').slice(1);
  };
  const value = (xml: string, name: string): string | undefined => elements(xml).find(([one]) => one === name)?.[1];

  it('is a task that never runs twice at once, on battery too, and once for what was slept through', () => {
    const xml = xmlOf(['C:\\Program Files\\node.exe', 'cli.js']);
    expect(value(xml, 'Command')).toBe('C:\\Program Files\\node.exe');
    const settings = ['Interval', 'MultipleInstancesPolicy', 'StartWhenAvailable', 'DisallowStartIfOnBatteries', 'ExecutionTimeLimit'];
    expect(settings.map((name) => value(xml, name))).toEqual(['PT15M', 'IgnoreNew', 'true', 'false', 'PT0S']);
  });

  it('quotes arguments as the C runtime takes them apart', () => {
    // "Parsing C command-line arguments", Microsoft Learn: its own examples, the other way round.
    const cases: [string[], string][] = [
      [['a b c', 'd', 'e'], '"a b c" d e'],
      [['ab"c', '\\', 'd'], '"ab\\"c" \\ d'],
      [['a\\\\\\b', 'de fg', 'h'], 'a\\\\\\b "de fg" h'],
      [['a\\"b', 'c'], '"a\\\\\\"b" c'],
      [['C:\\My Data\\', ''], '"C:\\My Data\\\\" ""'],
    ];
    for (const [args, line] of cases) expect(value(xmlOf(['node', ...args]), 'Arguments')).toBe(line);
  });
});

describe('installing', () => {
  const timer = (command: readonly string[] | null, ran: string[], exit = 0): SystemTimer =>
    new SystemTimer({
      platform: 'linux',
      home,
      env: {},
      command,
      run: async (argv) => {
        ran.push(argv.join(' '));
        return { exit, said: 'Failed to connect to bus' };
      },
    });

  it('writes, switches on, says what is there, and takes away again', async () => {
    const ran: string[] = [];
    const one = timer(['patchbay', 'run-due'], ran);
    expect(one.status()).toMatchObject({ kind: 'systemd', state: 'absent' });
    expect(await one.install()).toMatchObject({ ok: true, value: { state: 'installed' } });
    expect(timer(['patchbay', '--data', '/other', 'run-due'], []).status().state).toBe('other');
    expect(await one.remove()).toMatchObject({ ok: true, value: { state: 'absent' } });
    expect(one.status().files.some((file) => existsSync(file))).toBe(false);
    expect(ran).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable --now patchbay-run-due.timer',
      'systemctl --user disable --now patchbay-run-due.timer',
    ]);
  });

  it('says what the system said where it refuses; removing goes on', async () => {
    const one = timer(['patchbay'], [], 1);
    const refused = await one.install();
    expect(refused).toMatchObject({ ok: false, problem: { kind: 'command-failed', exit: 1, lines: ['Failed to connect to bus'] } });
    expect(await one.remove()).toMatchObject({ ok: true, value: { state: 'absent' } });
  });

  it('is refused where there is nothing to install', async () => {
    expect(timer(null, []).status()).toMatchObject({ kind: 'none', state: 'unsupported' });
    expect(await timer(null, []).install()).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
    const other = new SystemTimer({ ...place('freebsd', ['patchbay']) });
    expect(await other.install()).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
  });

  it('a program that is not there is an exit code, and no crash', async () => {
    const one = new SystemTimer({ platform: 'darwin', home, env: {}, command: ['patchbay'] });
    expect(await one.install()).toMatchObject({ ok: false, problem: { kind: 'command-failed', exit: 127 } });
  });
});
