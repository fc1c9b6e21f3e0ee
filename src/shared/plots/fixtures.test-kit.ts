import { barsScene, type Bar } from './bars.ts';
import { complianceScene, type ComplianceMonth, type ComplianceWords } from './compliance.ts';
import { exposureScene, type DueDay, type ExposureWords } from './exposure.ts';
import type { Scene } from './scene.ts';
import { timelineScene, type SpanKind, type TimelineRow, type TimelineWords } from './timeline.ts';

/** Figures for tests and pictures only: none of them is ever shown in the app. */
const number = (value: number): string => Math.round(value).toLocaleString('en');
const plain = (at: number, withDay: boolean): string => {
  const date = new Date(at);
  const clock = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  return withDay ? `${date.getDate()}.${date.getMonth() + 1}. ${clock}` : clock;
};

export const HOSTILE = [
  'a'.repeat(300),
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"]]>&amp;&#x3c;</text></svg>',
  '\u202Egnp.exe',
  'خادم-الويب-الرئيسي-في-المركز',
  '主要資料庫伺服器東京第一機房備援',
  '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
  'x\u0000\u001b[31my\nz',
  '',
];

export const timelineWords: TimelineWords = {
  kinds: { waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', unreachable: 'Unreachable', planned: 'Planned, about' },
  now: 'now',
  noData: 'No host',
  moment: plain,
};
export const complianceWords: ComplianceWords = {
  current: 'Current',
  outstanding: 'In time',
  overdue: 'Overdue',
  unknown: 'Unknown',
  noData: 'no data',
  of: (part, all) => [`${number(part)} of ${number(all)}`, `${number(part)}/${number(all)}`],
  sentence: (months, without, last) => `Current hosts in ${months} months, ${without} without data. ${last}`,
  number,
};
export const exposureWords: ExposureWords = {
  overdue: 'Overdue',
  dueToday: 'Due today',
  ahead: 'Ahead',
  today: 'today',
  kev: 'KEV',
  noData: 'no data',
  sentence: (overdue, ahead, kev) => `${overdue} overdue, ${ahead} ahead, ${kev} known exploited`,
  number,
};

export const START = Date.parse('2026-11-20T09:00:00Z');
const MINUTE = 60_000;
const KINDS: readonly SpanKind[] = ['done', 'failed', 'running', 'unreachable'];

export function manyRows(count: number): TimelineRow[] {
  return Array.from({ length: count }, (_, n) => {
    const begin = START + (n % 40) * MINUTE;
    const kind = KINDS[(n * 7) % 4]!;
    const to = kind === 'running' || kind === 'unreachable' ? null : begin + (3 + (n % 9)) * MINUTE;
    const name = `${['web', 'db', 'mail', 'files'][n % 4]}-${String(n + 1).padStart(3, '0')}`;
    if (n % 5 === 4) return { name, words: 'Waits for ring 0', spans: [{ kind: 'waiting', from: START, to: null }] };
    return {
      name,
      words: { done: '7 min', failed: 'stunnel4 failed', running: 'Installing 7 of 9', unreachable: 'Host works on' }[kind as 'done'],
      spans: [
        { kind: 'waiting', from: START, to: begin },
        { kind, from: begin, to },
        ...(kind === 'running' ? [{ kind: 'planned' as const, from: START + 42 * MINUTE, to: START + 47 * MINUTE }] : []),
      ],
    };
  });
}

const NAMES = ['Dec', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov'];
export const year = (hosts: (n: number) => ComplianceMonth['hosts']): ComplianceMonth[] =>
  NAMES.map((name, n) => ({ name, isCurrent: n === 11, hosts: hosts(n) }));

export const days = (count: number, findings: (n: number) => number): DueDay[] =>
  Array.from({ length: count }, (_, n) => ({
    name: n === 0 ? 'older' : n === count - 1 ? 'later' : String(((13 + n) % 30) + 1),
    side: n < count / 3 ? 'overdue' : n - 1 < count / 3 ? 'today' : 'ahead',
    findings: findings(n),
    kev: Math.floor(findings(n) / 9),
  }));

export const diskBars = (count: number, bytes: (n: number) => number | null): Bar[] =>
  Array.from({ length: count }, (_, n) => {
    const value = bytes(n);
    const name = HOSTILE[n] !== undefined && count === HOSTILE.length ? HOSTILE[n] : `host-${n + 1}`;
    if (value === null) return { name, segments: null, words: '' };
    return {
      name,
      words: `${number(value)} MB of ${number(value * 3)} MB`,
      segments: [
        { value, tone: 'live', fill: 'solid', title: `${name}: needs ${number(value)}` },
        { value: value * 2, tone: 'idle', fill: 'outline', title: `${name}: free ${number(value * 2)}` },
      ],
    };
  });

const timeline = (rows: readonly TimelineRow[], width: number, change: { from?: number; to?: number | null; now?: number } = {}): Scene =>
  timelineScene({
    rows,
    from: START,
    to: null,
    now: START + 42 * MINUTE,
    label: 'Timeline of hosts',
    words: timelineWords,
    width,
    ...change,
  });
const compliance = (months: ComplianceMonth[], width: number): Scene => complianceScene(months, complianceWords, width);
const exposure = (all: DueDay[], width: number): Scene => exposureScene(all, exposureWords, width);
const bars = (all: readonly Bar[], width: number): Scene =>
  barsScene({
    width,
    label: 'Disk needed and free',
    bars: all,
    number: (value) => `${number(value)} MB`,
    noData: 'Not known',
    legend: [
      { tone: 'live', fill: 'solid', text: 'Needed' },
      { tone: 'idle', fill: 'outline', text: 'Free afterwards' },
    ],
  });

const usual = { current: 36, outstanding: 7, overdue: 3, unknown: 2 };
const hostileRows = (): TimelineRow[] =>
  HOSTILE.map((name) => ({ name, words: name, spans: [{ kind: 'unreachable', from: START, to: START + 9 * MINUTE }] }));

/** By name and width: every picture that is looked at, and every case that axe and the rules go over. */
export const scenes: Readonly<Record<string, (width: number) => Scene>> = {
  'timeline, none': (width) => timeline([], width),
  'timeline, one': (width) => timeline(manyRows(1), width),
  'timeline, some': (width) => timeline(manyRows(16), width),
  'timeline, 200': (width) => timeline(manyRows(200), width),
  'timeline, hostile': (width) => timeline(hostileRows(), width),
  'timeline, over the clock change': (width) =>
    timeline(
      [
        {
          name: 'web-01',
          words: 'done',
          spans: [{ kind: 'done', from: Date.parse('2026-10-24T22:30Z'), to: Date.parse('2026-10-25T04:10Z') }],
        },
      ],
      width,
      { from: Date.parse('2026-10-24T22:00Z'), to: Date.parse('2026-10-25T05:00Z'), now: Date.parse('2026-10-26T05:00Z') },
    ),
  'timeline, over the year': (width) =>
    timeline(
      [
        {
          name: 'web-01',
          words: 'done',
          spans: [{ kind: 'failed', from: Date.parse('2026-12-31T20:00Z'), to: Date.parse('2027-01-02T04:00Z') }],
        },
      ],
      width,
      { from: Date.parse('2026-12-31T12:00Z'), to: Date.parse('2027-01-02T05:00Z'), now: Date.parse('2027-02-01T05:00Z') },
    ),
  'compliance, none': (width) => compliance([], width),
  'compliance, a year': (width) =>
    compliance(
      year((n) => (n === 3 || n === 7 ? null : { ...usual, current: 30 + n, outstanding: 12 - n })),
      width,
    ),
  'compliance, nothing known': (width) =>
    compliance(
      year(() => null),
      width,
    ),
  'compliance, all and zero': (width) =>
    compliance(
      year((n) => ({ current: n % 2 ? 1_000_000 : 0, outstanding: 0, overdue: n % 3 ? 0 : 1, unknown: 0 })),
      width,
    ),
  'exposure, none': (width) => exposure([], width),
  'exposure, a month': (width) =>
    exposure(
      days(21, (n) => (n * 37) % 23),
      width,
    ),
  'exposure, nothing due': (width) =>
    exposure(
      days(14, () => 0),
      width,
    ),
  'exposure, a million': (width) =>
    exposure(
      days(30, (n) => (n === 4 ? 1_000_000 : 1)),
      width,
    ),
  'disk, none': (width) => bars([], width),
  'disk, some': (width) =>
    bars(
      diskBars(12, (n) => (n === 5 ? null : 40 + ((n * 97) % 900))),
      width,
    ),
  'disk, zero and huge': (width) =>
    bars(
      diskBars(6, (n) => 10 ** n - 1),
      width,
    ),
  'disk, hostile': (width) =>
    bars(
      diskBars(HOSTILE.length, (n) => n * 50),
      width,
    ),
};
