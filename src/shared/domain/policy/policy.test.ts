import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyDocument } from './document.ts';
import { inScope, Policy, PolicyDraft, rolloutOf, Scope, timesOf } from './policy.ts';

const policy = (change: object = {}): Policy =>
  Policy.parse({
    id: 'policy0001',
    version: 3,
    savedAt: '2026-11-22T10:00:00.000Z',
    savedBy: 'ada',
    archivedAt: null,
    name: 'Servers',
    hosts: { which: 'some', sites: ['Berlin'], tags: ['shop', 'web'] },
    selects: { mode: 'due', withinDays: 14, minimumAgeDays: 2 },
    exclude: ['docker-ce'],
    dueRules: ['pci-dss'],
    windows: [{ days: { by: 'weekday', weekdays: ['sun'] }, at: '02:00', zone: 'Europe/Berlin', minutes: 240 }],
    freezes: [{ name: 'Year end', from: '2026-12-20', until: '2027-01-06', zone: 'Europe/Berlin' }],
    before: [{ name: 'Drain', command: '/usr/local/bin/drain' }],
    approval: { needed: true, by: ['Kim Lee'] },
    roles: [{ role: 'Patch manager', name: 'Kim Lee', duties: 'Approves | plans' }],
    reviewOn: '2027-06-30',
    ...change,
  });
const RULE = { name: 'PCI DSS', source: 'PCI DSS 4.0.1', rows: ['critical: one month from release'] };

describe('scope', () => {
  const host = { site: 'Berlin', group: 'Web', tags: ['Shop'], ring: 0 };
  it.each([
    [{ which: 'all' }, true],
    [{ which: 'some', sites: ['berlin'] }, true],
    [{ which: 'some', sites: ['Paris', 'Berlin'], tags: ['shop'] }, true],
    [{ which: 'some', sites: ['Berlin'], tags: ['office'] }, false],
    [{ which: 'some', rings: [0, 1] }, true],
    [{ which: 'some', rings: [1] }, false],
    [{ which: 'some', groups: ['db'] }, false],
  ])('%j', (scope, expected) => expect(inScope(Scope.parse(scope), host)).toBe(expected));
});

it('an emergency shortens the bake and never prolongs it; windows wait only where the policy says so, freezes never', () => {
  const rings = [{ ring: 0, bakeMinutes: 1440, approval: true }, { ring: 1, bakeMinutes: 5, approval: false }]; // prettier-ignore
  const one = policy({ rollout: { rings, looksAtMinutes: [0], checks: [], onFailedGate: 'stop', peersTag: null } });
  expect(rolloutOf(one, true).rings).toEqual([{ ring: 0, bakeMinutes: 30, approval: true }, { ring: 1, bakeMinutes: 5, approval: false }]); // prettier-ignore
  expect(rolloutOf(one, false)).toEqual(one.rollout);
  expect(timesOf(one, true)).toEqual({ windows: [], freezes: [] });
  expect(timesOf(policy({ emergency: { keepsWindows: true } }), true)).toEqual({ windows: one.windows, freezes: [] });
});

it('a draft without more than a name, a scope and a selection is a whole one, and asks for approval', () => {
  const least = PolicyDraft.parse({ name: 'A', hosts: { which: 'all' }, selects: { mode: 'security' } });
  expect([least.approval.needed, least.rollout.rings.length, least.reboot, least.windows]).toEqual([true, 10, 'never', []]);
  expect(PolicyDraft.safeParse({ ...least, hosts: { which: 'some' } }).success).toBe(false);
});

describe('the written policy', () => {
  const text = policyDocument(policy(), [RULE]);
  it('has what an auditor looks for, in the words of the version', () => {
    const heads = [...text.matchAll(/^## (.*)$/gm)].map((one) => one[1]);
    expect(heads).toEqual([
      'Scope', 'What is patched', 'Deadlines', 'Rings and gates', 'Maintenance windows', 'Procedure on each host', 'Approval', 'Emergency', 'Roles and responsibilities', 'Records and review',
    ]); // prettier-ignore
    for (const words of [
      '# Patch policy: Servers', 'Version 3, saved 2026-11-22 10:00 UTC by ada', 'site Berlin, and of tag shop or web', 'due within 14 days', 'ripen for 2 days', '` docker-ce `',
      '**PCI DSS** (PCI DSS 4.0.1)', 'every Sunday at 02:00 for 4 h', 'Year end: 2026-12-20 to 2027-01-06 (Europe/Berlin)', '| 0 (pilot) | 24 h | none |', '| 1 to 9 | 30 min | none |', '` /usr/local/bin/drain `', 'Kim Lee has approved', '| Patch manager | Kim Lee | Approves \\| plans |', 'reviewed by 2027-06-30',
    ]) expect(text).toContain(words); // prettier-ignore
  });

  it('whatever people type stays text: no line, heading, link, table cell or tag of theirs', () => {
    const nasty = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(nasty, (words) => {
        const draft = Policy.safeParse({
          ...policy(),
          purpose: words,
          before: [{ name: 'x', command: words }],
          roles: [{ role: 'r', name: 'n', duties: words }],
        });
        if (!draft.success) return;
        const one = policyDocument(draft.data, []);
        expect([...one.matchAll(/^#{1,6} /gm)]).toHaveLength(11);
        expect(one.split('\n').filter((line) => line.startsWith('| r '))).toHaveLength(1);
      }),
      {
        examples: [
          ['- x'],
          ['1. x'],
          ['+ x'],
          ['==='],
          [' # x'],
          ['# Not a heading'],
          ['a\n## b'],
          ['``` \n# x'],
          ['| a | b |'],
          ['<script>'],
          ['[x](javascript:1)'],
          ['`'],
          ['``'],
          ['\\'],
        ],
      },
    );
    const marked = policyDocument(policy({ purpose: '<b>[x](y)* _z_ `c`' }), []);
    expect(marked).toContain('\\<b\\>\\[x\\](y)\\* \\_z\\_ \\`c\\`');
  });
});
