import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PolicyRow } from '../../../shared/contract/policies.ts';
import { Policy, PolicyDraft } from '../../../shared/domain/policy/policy.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import { deployment, deploymentRow, run } from './fixtures.test-kit.ts';
import { policyFileText, readPolicyFile } from './policy-file.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'patchbay-policy-'))));
afterEach(() => rmSync(folder, { recursive: true }));
const file = (text: string): string => {
  const path = join(folder, 'policy.yaml');
  writeFileSync(path, text);
  return path;
};

const FILE = `
name: Servers
zone: Europe/Berlin
hosts: { which: some, tags: [shop] }
selects: { mode: security, minimumAgeDays: 2 }
windows:
  - sun 02:00-06:00
  - 2nd tue+3d 22:00 4h UTC
freezes:
  - 2026-12-20..2027-01-06 Year end
approval: { needed: false, by: [] }
`;
const policy: Policy = Policy.parse({
  ...PolicyDraft.parse({ name: 'Servers', hosts: { which: 'all' }, selects: { mode: 'security' } }),
  windows: [{ days: { by: 'weekday', weekdays: ['sun'] }, at: '02:00', zone: 'Europe/Berlin', minutes: 240 }],
  freezes: [{ name: 'Year end', from: '2026-12-20', until: '2027-01-06', zone: 'UTC' }],
  id: 'policy0001',
  version: 3,
  savedAt: '2026-11-21T08:00:00.000Z',
  savedBy: 'ada',
  archivedAt: null,
});
const row = (times: Partial<PolicyRow['times']> = {}): PolicyRow => ({
  ...policy,
  hosts: 12,
  times: { open: false, turnsAt: '2026-11-22T01:00:00.000Z', frozenBy: null, next: [], ...times },
  reviewDue: false,
});

describe('a file of a policy', () => {
  it('has windows and freezes in short words, and a zone for those that name none', async () => {
    const seen = await cli(['policy', 'save', file(FILE), '--json'], {
      answers: { 'policies.list': () => ok([]), 'policies.save': ({ draft }) => ok({ ...policy, ...draft, version: 1 }) },
    });
    expect(seen.exit).toBe(0);
    expect(seen.inputsOf('policies.save')[0]).toMatchObject({
      id: null,
      basedOn: null,
      draft: {
        name: 'Servers',
        windows: [
          { days: { by: 'weekday', weekdays: ['sun'] }, at: '02:00', minutes: 240, zone: 'Europe/Berlin' },
          { days: { by: 'weekday-of-month', nth: 2, weekday: 'tue', plusDays: 3 }, minutes: 240, zone: 'UTC' },
        ],
        freezes: [{ name: 'Year end', zone: 'Europe/Berlin' }],
        approval: { needed: false },
      },
    });
    expect((seen.inputsOf('policies.save')[0] as { draft: object }).draft).not.toHaveProperty('zone');
  });

  it('of the name of one that is there makes its next version', async () => {
    const seen = await cli(['policy', 'save', file(FILE)], {
      answers: { 'policies.list': () => ok([row()]), 'policies.save': () => ok({ ...policy, version: 4 }) },
    });
    expect(seen.inputsOf('policies.save')[0]).toMatchObject({ id: 'policy0001' });
    expect(seen.out).toBe('Servers: version 4\n');
  });

  it('as "show" prints it is read back as it was', () => {
    const { id, version, savedAt: _a, savedBy: _b, archivedAt: _c, ...draft } = policy;
    const read = readPolicyFile(policyFileText(policy), 'UTC');
    expect(read).toEqual({ ok: true, value: { id, basedOn: version, draft } });
  });

  it.each([
    ['[1, 2]', 'a list of "name: value" lines is wanted'],
    ['name: "x', 'Missing closing'],
    ['windows: [sunday 2am]', 'HH:MM-HH:MM'],
    ['freezes: [christmas]', 'DATE..DATE'],
    ['id: 5', 'id is a word'],
    ['a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]', 'alias'],
  ])('%j is refused with its reason, and nothing is asked', async (text, words) => {
    const seen = await cli(['policy', 'save', file(text), '--json']);
    expect([seen.exit, seen.asked]).toEqual([2, []]);
    expect(JSON.stringify(seen.outcome)).toContain(words.replaceAll('"', '\\"'));
  });

  it('that is not there is said', async () => {
    expect((await cli(['policy', 'save', join(folder, 'none.yaml')])).exit).toBe(2);
  });
});

describe('policies', () => {
  const answers = { 'policies.list': () => ok([row()]), 'policies.get': () => ok(policy) };

  it('are listed with what holds now', async () => {
    const open = await cli('policy list', { answers });
    expect(open.out).toContain('Closed, opens');
    expect(open.out).toContain('every Sunday at 02:00 for 4 h (Europe/Berlin)');
    const frozen = await cli('policy list', { answers: { 'policies.list': () => ok([row({ frozenBy: 'Year end', turnsAt: null })]) } });
    expect(frozen.out).toContain('Frozen: Year end');
    expect((await cli('policy list', { answers: { 'policies.list': () => ok([]) } })).out).toContain('No policy yet');
  });

  it('are printed, on standard output or into a file', async () => {
    const print = { ...answers, 'policies.print': () => ok({ name: 'Servers', text: '# Patch policy: Servers\n' }) };
    expect((await cli('policy print servers', { answers: print })).out).toBe('# Patch policy: Servers\n');
    await cli(['policy', 'print', 'servers', '--to', join(folder, 'p.md')], { answers: print });
    expect(readFileSync(join(folder, 'p.md'), 'utf8')).toBe('# Patch policy: Servers\n');
    expect((await cli('policy print nobody', { answers: print })).exit).toBe(2);
  });

  it('show what they take, and what hosts wait for', async () => {
    const taken = { hostId: 'host000001', hostName: 'web1', packages: ['bash', 'openssl'] };
    expect((await cli('policy hosts servers', { answers: { ...answers, 'policies.select': () => ok([taken]) } })).out).toMatch(
      /web1 +2 +bash, openssl/,
    );
    const one = deployment([run('web1', { state: 'waiting' })]);
    const waiting = { open: false, turnsAt: '2026-11-22T01:00:00.000Z', frozenBy: 'Fair', hosts: [{ hostId: 'host000001', hostName: 'web1', minutes: 60, fitsAt: null }] }; // prettier-ignore
    const all = { 'deployments.list': () => ok([deploymentRow(one)]), 'deployments.get': () => ok(one), 'policies.waits': () => ok(waiting) }; // prettier-ignore
    const seen = await cli('policy waits last', { answers: all });
    expect(seen.out).toContain('Frozen: Fair, opens');
    expect(seen.out).toMatch(/web1 +60 minutes +no window is long enough/);
  });

  it('are archived with a reason', async () => {
    const seen = await cli('policy archive servers --reason old', { answers: { ...answers, 'policies.archive': () => ok({}) } });
    expect([seen.exit, seen.inputsOf('policies.archive')]).toEqual([0, [{ id: 'policy0001', reason: 'old' }]]);
    expect((await cli('policy archive servers', { answers })).exit).toBe(2);
  });
});

describe('hand-over', () => {
  it('writes the files into the folder, and says what they leave out', async () => {
    const made = { files: [{ name: 'site.yml', text: 'a\n' }, { name: 'tasks/host.yml', text: 'b\n' }], notes: ['No windows.'] }; // prettier-ignore
    const answers = { 'plan.playbook': () => ok(made) };
    const seen = await cli(['plan', 'export', 'plan000001', '--ansible', join(folder, 'out')], { answers });
    expect([seen.exit, seen.err]).toEqual([0, 'No windows.\n']);
    expect(readFileSync(join(folder, 'out', 'tasks', 'host.yml'), 'utf8')).toBe('b\n');
    expect(seen.inputsOf('plan.playbook')).toEqual([{ planId: 'plan000001' }]);
    writeFileSync(join(folder, 'file'), '');
    expect((await cli(['plan', 'export', 'plan000001', '--ansible', join(folder, 'file')], { answers })).exit).toBe(2);
  });
});

describe('calendar', () => {
  it('is written into a file or printed', async () => {
    const answers = { 'calendar.export': () => ok({ text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' }) };
    await cli(['calendar', join(folder, 'p.ics'), '--days', '30'], { answers });
    expect(readFileSync(join(folder, 'p.ics'), 'utf8')).toBe('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n');
    const seen = await cli('calendar', { answers });
    expect([seen.out, seen.inputsOf('calendar.export')]).toEqual(['BEGIN:VCALENDAR\nEND:VCALENDAR\n', [{ days: 365 }]]);
  });
});

describe('schedule', () => {
  const saved = { id: 'schedule01', createdAt: '2026-11-21T08:00:00.000Z', countsFrom: '2026-11-21T08:00:00.000Z' };
  const answers = {
    'schedules.list': () => ok([]),
    'schedules.kinds': () => ok(['feeds', 'scan', 'deployment']),
    'policies.list': () => ok([row()]),
    'schedules.save': ({ draft }: { draft: object }) => ok({ ...saved, ...draft } as never),
  };
  const draftOf = async (line: readonly string[]) => {
    const seen = await cli(['schedule', 'add', ...line], { answers });
    return { exit: seen.exit, draft: (seen.inputsOf('schedules.save')[0] as { draft?: object } | undefined)?.draft };
  };

  it('is added in short words', async () => {
    expect((await draftOf(['Scan', 'scan', 'daily 06:00 UTC', '--tag', 'shop'])).draft).toMatchObject({
      work: { kind: 'scan', hosts: { which: 'some', tags: ['shop'] } },
      when: { days: { by: 'day' }, at: '06:00', zone: 'UTC' },
      missed: 'catch-up',
    });
    expect((await draftOf(['Patch', 'deployment', 'sun 01:30', '--policy', 'servers', '--report-missed'])).draft).toMatchObject({
      work: { kind: 'deployment', policyId: 'policy0001' },
      missed: 'report',
    });
    for (const line of [
      ['A', 'scan', 'sometimes'],
      ['A', 'dance', 'daily 06:00'],
      ['A', 'deployment', 'daily 06:00'],
    ])
      expect((await draftOf(line)).exit).toBe(2);
  });

  it('"run-due" exits as what came of it does, and drives what was started', async () => {
    const one = { scheduleId: 'schedule01', dueAt: '2026-11-21T06:00:00.000Z', startedAt: null, endedAt: null, text: 'x', problem: null, planId: 'plan000001', deploymentId: null } as const; // prettier-ignore
    const exitOf = async (state: 'done' | 'approval' | 'failed' | 'missed') => {
      const due = { 'schedules.runDue': () => ok({ busy: false, runs: [{ ...one, state }] }), 'deployments.list': () => ok([]) };
      const seen = await cli('run-due', { answers: { ...answers, ...due } });
      expect(seen.opened).toEqual([{ dataFolder: '/data', drive: true }]);
      return seen.exit;
    };
    expect([await exitOf('done'), await exitOf('approval'), await exitOf('failed'), await exitOf('missed')]).toEqual([0, 3, 1, 0]);
  });

  it('the entry of the system is shown, installed and taken away', async () => {
    const timer = {
      kind: 'systemd',
      state: 'installed',
      files: ['/home/ada/x.timer'],
      command: ['patchbay', 'run-due'],
      notes: [],
    } as const;
    const all = { ...timer, files: [...timer.files], command: [...timer.command], notes: [] };
    const scene = { answers: { 'schedules.timer': () => ok(all), 'schedules.installTimer': () => ok(all), 'schedules.removeTimer': () => fail({ kind: 'file', path: '/home/ada/x.timer', detail: 'EACCES' }) } } as const; // prettier-ignore
    expect((await cli('schedule status', scene)).out).toContain('Installed (systemd)');
    expect((await cli('schedule install', scene)).exit).toBe(0);
    expect((await cli('schedule uninstall', scene)).exit).toBe(2);
  });
});
