import ICAL from 'ical.js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PolicyDraftInput } from '../../../shared/domain/policy/policy.ts';
import { hostId, sampleFacts } from '../../store/store.test-kit.ts';
import { installed, kevFile, pending, resolved, tracker, world, type World } from '../vulnerabilities/vulnerabilities.test-kit.ts';

/** What policies make of findings and their dates. Today is 2026-11-22, a Sunday. */
let here: World;
beforeEach(async () => {
  here = await world(2);
  here.says.set(
    'debian-tracker.json',
    tracker(['openssl', 'CVE-2026-0001', resolved('3.0.18-1')], ['bash', 'CVE-2026-0002', resolved('5.2-2')]),
  );
  here.says.set('kev.json', kevFile('CVE-2026-0001'));
  here.scan(1, {
    packages: [installed('openssl', '3.0.17-1'), installed('bash', '5.2-1')],
    updates: [pending('openssl', '3.0.17-1', '3.0.18-1'), pending('bash', '5.2-1', '5.2-2')],
  });
  here.scan(2, { packages: [installed('bash', '5.2-2')], updates: sampleFacts().updates });
  await here.update();
}, 60_000);
afterEach(() => here.end());

const save = (change: Partial<PolicyDraftInput>) =>
  here.call('policies.save', { draft: { name: 'Servers', hosts: { which: 'all' }, selects: { mode: 'security' }, ...change } });
const chosen = async (id: string) => (await here.call('policies.select', { id })).map((one) => [one.hostName, one.packages]);

it('takes what is due soon, by the rules of the policy itself', async () => {
  const soon = { mode: 'due', withinDays: 30 } as const;
  const exploited = await save({ name: 'Exploited', selects: soon });
  expect(await chosen(exploited.id)).toEqual([['host-1', ['openssl']], ['host-2', []]]); // prettier-ignore
  const cyber = await save({ name: 'Cyber Essentials', selects: soon, dueRules: ['cyber-essentials'] });
  expect(await chosen(cyber.id)).toEqual([['host-1', ['bash', 'openssl']], ['host-2', []]]); // prettier-ignore
  expect((await here.call('rules.list', {})).every((rule) => !rule.used)).toBe(true);
  const later = await save({ name: 'Ripe', selects: { ...soon, minimumAgeDays: 3 } });
  expect(await chosen(later.id)).toEqual([['host-1', []], ['host-2', []]]); // prettier-ignore
  here.at('2026-11-26T10:00:00.000Z');
  expect(await chosen(later.id)).toEqual([['host-1', ['openssl']], ['host-2', []]]); // prettier-ignore
});

it('windows, freezes, reviews and deadlines are a calendar that another program reads', async () => {
  const windows = [
    { days: { by: 'weekday', weekdays: ['sun'] }, at: '02:00', zone: 'Europe/Berlin', minutes: 240 },
    { days: { by: 'weekday-of-month', nth: 2, weekday: 'tue', plusDays: 3 }, at: '22:00', zone: 'America/New_York', minutes: 90 },
  ] satisfies PolicyDraftInput['windows'];
  const freezes = [{ name: 'Year end; "no, nothing"', from: '2026-12-20', until: '2027-01-06', zone: 'Europe/Berlin' }];
  const { id } = await save({ name: 'Shop, Berlin', windows, freezes, reviewOn: '2027-02-01' });
  const { text } = await here.call('calendar.export', { days: 120 });

  // RFC 5545, 3.1: lines end with CR LF and hold at most 75 octets.
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75 && !line.includes('\n'))).toBe(true);
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  expect([calendar.getFirstPropertyValue('version'), calendar.getFirstPropertyValue('prodid')]).toEqual([
    '2.0',
    expect.stringContaining('Patchbay'),
  ]);
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  expect(new Set(events.map((one) => one.uid)).size).toBe(events.length);

  const spans = events
    .filter((one) => one.uid.startsWith(`window-${id}`))
    .map((one) => [one.startDate.toJSDate().toISOString(), one.endDate.toJSDate().toISOString()]);
  // The open times by hand, from 22 November 10:00 on: a window of each Sunday until the freeze, and after it; the second Tuesdays are 8 December, 12 January, 9 February, 9 March.
  expect(spans.slice(0, 5)).toEqual([
    ['2026-11-29T01:00:00.000Z', '2026-11-29T05:00:00.000Z'],
    ['2026-12-06T01:00:00.000Z', '2026-12-06T05:00:00.000Z'],
    ['2026-12-12T03:00:00.000Z', '2026-12-12T04:30:00.000Z'],
    ['2026-12-13T01:00:00.000Z', '2026-12-13T05:00:00.000Z'],
    ['2027-01-10T01:00:00.000Z', '2027-01-10T05:00:00.000Z'],
  ]);
  // New York has put its clocks forward on 14 March.
  expect(spans).toContainEqual(['2027-03-13T03:00:00.000Z', '2027-03-13T04:30:00.000Z']);
  expect(events.find((one) => one.uid.startsWith('window'))?.summary).toBe('Maintenance window: Shop, Berlin');

  const whole = (uid: string) =>
    events
      .filter((one) => one.uid.startsWith(uid))
      .map((one) => [one.summary, one.startDate.isDate, one.startDate.toString(), one.endDate.toString()]);
  expect(whole('freeze')).toEqual([['Freeze: Year end; "no, nothing" (Shop, Berlin)', true, '2026-12-20', '2027-01-07']]);
  expect(whole('review')).toEqual([['Review the policy Shop, Berlin', true, '2027-02-01', '2027-02-02']]);
  const deadlines = whole('due');
  expect(deadlines.length).toBeGreaterThan(0);
  expect(deadlines[0]![0]).toMatch(/^Due: \d+ findings? \(1 exploited/);
  const due = (await here.call('findings.ofHost', { id: hostId(1) })).find((one) => one.cve === 'CVE-2026-0001')!.due!.due!;
  expect(deadlines.map((one) => one[2])).toContain(due.slice(0, 10));
});
