import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCvss } from '../cvss/cvss.ts';
import { BOD_26_04, bodRow, readAloud, type TechnicalImpact } from './bod-26-04.ts';
import { cisaLevel, type Mission } from './coordinator.ts';
import { bodDue, dueDates, later, type DueCase } from './due.ts';
import { bodInputs, readSsvc } from './inputs.ts';
import { CYBER_ESSENTIALS, DUE_RULES, ESSENTIAL_EIGHT, ESSENTIAL_EIGHT_ML3, HIPAA, ownRule, PCI_DSS, PCI_DSS_HIGH } from './rules.ts';

const table = (name: string): string[][] =>
  readFileSync(new URL(`fixtures/${name}.csv`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(2)
    .map((line) => line.split(','));

describe('the tables are those of CERT/CC', () => {
  it('BOD 26-04, all 16 rows', () => {
    const rows = table('cisa_bod_26_04_1_0_0');
    expect(rows).toHaveLength(16);
    expect(BOD_26_04).toHaveLength(16);
    for (const [number, inKev, exposed, automatable, impact, timeline] of rows) {
      const answers = { inKev: inKev === 'yes', exposed: exposed === 'yes', automatable: automatable === 'yes' };
      expect(bodRow({ ...answers, impact: impact as TechnicalImpact })).toMatchObject({ row: Number(number), timeline });
    }
  });

  it('the coordinator table, all 36 rows', () => {
    const rows = table('cisa_coordinator_2_0_3');
    expect(rows).toHaveLength(36);
    for (const [, exploitation, automatable, impact, mission, level] of rows)
      expect(
        cisaLevel(
          readSsvc(exploitation ?? '', '', '').exploitation ?? 'none',
          automatable === 'yes',
          impact as TechnicalImpact,
          mission as Mission,
        ),
      ).toBe(level);
  });

  it('reads a row aloud', () =>
    expect(readAloud(bodRow({ inKev: true, exposed: false, automatable: true, impact: 'total' }))).toBe(
      'KEV yes, exposed no, automatable yes, impact total: 3 days & forensic investigation (row 13)',
    ));
});

const base = { kevAdded: null, exposed: false, ssvc: null, cvss: null };

describe('the four answers', () => {
  it('takes what CISA says, however it is spelt', () => {
    const inputs = bodInputs({ ...base, ssvc: readSsvc('PoC', 'Yes', 'Total') });
    expect([inputs.automatable, inputs.impact]).toEqual([
      { value: true, source: 'CISA SSVC', estimated: false },
      { value: 'total', source: 'CISA SSVC', estimated: false },
    ]);
    expect(readSsvc('None', 'maybe', '')).toEqual({ exploitation: 'none', automatable: null, impact: null });
  });

  it.each([
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', true, 'total'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H', false, 'total'],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:L', true, 'partial'],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', true, 'total'],
    ['CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:H/SC:H/SI:H/SA:H', false, 'partial'],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C', true, 'total'],
    ['AV:N/AC:L/Au:S/C:P/I:P/A:P', false, 'partial'],
  ])('estimates from %s and says so', (vector, automatable, impact) => {
    const inputs = bodInputs({ ...base, cvss: parseCvss(vector) });
    expect([inputs.automatable.value, inputs.impact.value]).toEqual([automatable, impact]);
    expect([inputs.automatable.estimated, inputs.impact.estimated]).toEqual([true, true]);
    expect(inputs.impact.source).toContain('CVSS');
  });

  it('is cautious where nothing is known', () => {
    const { automatable, impact } = bodInputs(base);
    expect([automatable.value, impact.value, automatable.estimated]).toEqual([false, 'total', true]);
  });
});

const one = (change: Partial<DueCase> = {}): DueCase => ({
  inputs: bodInputs({ ...base, ssvc: readSsvc('none', 'no', 'partial') }),
  kev: null,
  severity: 'medium',
  cvss3: 5,
  exploit: false,
  released: '2026-08-01T00:00:00.000Z',
  firstSeen: '2026-08-10T12:00:00.000Z',
  ...change,
});
const inKev = bodInputs({ ...base, kevAdded: '2026-08-07', ssvc: readSsvc('active', 'yes', 'total') });

describe('BOD 26-04 as a date', () => {
  it('has none where the row says to fix on system upgrade', () =>
    expect(bodDue(one())).toMatchObject({ due: null, estimated: false, ifExposed: null }));

  it('starts at the KEV listing where that was before the first sight', () =>
    expect(bodDue(one({ inputs: inKev, kev: { added: '2026-08-07', due: null } }))).toMatchObject({
      due: '2026-08-10T00:00:00.000Z',
      clock: { from: '2026-08-07', start: 'KEV listing' },
      reason: expect.stringContaining('(row 13); clock from KEV listing 2026-08-07') as string,
    }));

  it('starts at the first sight where KEV listed it later', () =>
    expect(bodDue(one({ inputs: inKev, kev: { added: '2026-09-01', due: null } })).clock.start).toBe('first seen'));

  it.each([
    ['2026-08-09', '2026-08-09T00:00:00.000Z'],
    ['2026-08-21', '2026-08-10T00:00:00.000Z'],
  ])('with the date %s in KEV is due %s', (due, wanted) =>
    expect(bodDue(one({ inputs: inKev, kev: { added: '2026-08-07', due } })).due).toBe(wanted),
  );

  it('shows both dates while nobody has said whether the host is exposed', () => {
    const inputs = bodInputs({ ...base, exposed: null, ssvc: readSsvc('none', 'yes', 'total') });
    expect(bodDue(one({ inputs }))).toMatchObject({
      due: '2026-10-09T12:00:00.000Z',
      ifExposed: { due: '2026-08-13T12:00:00.000Z' },
    });
  });

  it('says that an answer was estimated', () =>
    expect(bodDue(one({ inputs: bodInputs({ ...base, cvss: parseCvss('AV:N/AC:L/Au:N/C:C/I:C/A:C') }) })).estimated).toBe(true));
});

describe('the other rules', () => {
  const dueOf = (change: Partial<DueCase>, rule: (typeof DUE_RULES)[number]): string | null =>
    dueDates(one(change), [rule])
      .find((date) => date.rule === rule.id)
      ?.due?.slice(0, 13) ?? null;
  const exposed = bodInputs({ ...base, exposed: true });

  it.each([
    ['critical for PCI DSS', PCI_DSS, { severity: 'critical' }, '2026-09-01T00'],
    ['high for PCI DSS', PCI_DSS, { severity: 'high' }, null],
    ['high for PCI DSS read widely', PCI_DSS_HIGH, { severity: 'high' }, '2026-09-01T00'],
    ['high for Cyber Essentials', CYBER_ESSENTIALS, { severity: 'high' }, '2026-08-15T00'],
    ['CVSS 7 for Cyber Essentials', CYBER_ESSENTIALS, { cvss3: 7 }, '2026-08-15T00'],
    ['CVSS 6.9 for Cyber Essentials', CYBER_ESSENTIALS, { cvss3: 6.9 }, null],
    ['no severity for Cyber Essentials', CYBER_ESSENTIALS, { severity: 'unstated', cvss3: null }, '2026-08-15T00'],
    ['inside for Essential Eight', ESSENTIAL_EIGHT, { severity: 'critical', exploit: true }, '2026-09-01T00'],
    ['exposed for Essential Eight', ESSENTIAL_EIGHT, { inputs: exposed }, '2026-08-15T00'],
    ['exposed and critical for Essential Eight', ESSENTIAL_EIGHT, { inputs: exposed, severity: 'critical' }, '2026-08-03T00'],
    ['exposed and exploited for Essential Eight', ESSENTIAL_EIGHT, { inputs: exposed, exploit: true }, '2026-08-03T00'],
    ['inside and critical for level three', ESSENTIAL_EIGHT_ML3, { severity: 'critical' }, '2026-08-03T00'],
    ['critical for HIPAA', HIPAA, { severity: 'critical' }, '2026-08-16T00'],
    ['high for HIPAA', HIPAA, { severity: 'high' }, '2026-08-31T00'],
    ['medium in an own table', ownRule({ high: 3, medium: 7 }), { severity: 'medium' }, '2026-08-17T12'],
    ['an unknown release date', HIPAA, { severity: 'critical', released: null }, '2026-08-25T12'],
  ] as const)('%s', (_, rule, change, due) => expect(dueOf(change, rule)).toBe(due));

  it('the earliest leads, and each has a reason and a clock', () => {
    const dates = dueDates(one({ severity: 'critical', cvss3: 9.8 }), DUE_RULES);
    expect(dates.map((date) => date.rule).slice(0, 3)).toEqual(['essential-eight-3', 'cyber-essentials', 'hipaa']);
    expect(dates.at(-1)).toMatchObject({ rule: 'bod-26-04', due: null });
    expect(dates.every((date) => date.reason.length > 10 && date.clock.from)).toBe(true);
  });

  it('a month on from the 31st is the end of the next month', () =>
    expect(later('2027-01-31T00:00:00Z', { months: 1 })).toBe('2027-02-28T00:00:00.000Z'));
});
