import { fail, ok, type Result } from '../result.ts';
import { Freeze, Recurrence, Window } from './calendar.ts';
import { WEEKDAYS, type Days, type Nth, type Weekday } from './days.ts';

/**
 * The short words of the command line, read strictly: "sun 02:00-06:00 Europe/Berlin", "2nd tue+3d 22:00 4h", "last day 21:00 90m".
 * What `wordsOf` writes is read back as the same value.
 */
const GRAMMAR = {
  window: 'DAYS HH:MM-HH:MM or DAYS HH:MM LENGTH (4h, 90m, 1h30m), then a time zone',
  recurrence: 'DAYS HH:MM, then a time zone',
  freeze: 'DATE..DATE (2026-12-20..2027-01-06), a time zone, and a name',
} as const;
const DAYS = 'DAYS: daily; sun; mon,thu; mon-fri; 2nd tue; 2nd tue+3d; last fri; day 15; last day';

const NTHS: Readonly<Record<string, Nth>> = { '1st': 1, '2nd': 2, '3rd': 3, '4th': 4, last: 'last' };
const nthWord = (nth: Nth): string => Object.entries(NTHS).find(([, value]) => value === nth)![0];

/** Several spaces are one; capital letters count in a zone and a name only. */
const split = (text: string): string[] => text.trim().split(/\s+/).slice(0, 40);
const wrong = (path: keyof typeof GRAMMAR, text: string, detail?: string): Result<never> => {
  const why = detail === undefined ? '' : `${detail}; `;
  return fail({
    kind: 'invalid-input',
    issues: [{ path, message: `"${text.slice(0, 80)}": ${why}${GRAMMAR[path]}${path === 'freeze' ? '' : `. ${DAYS}`}` }],
  });
};

/** `zone` is taken where the words name none. */
export function readWindow(text: string, zone: string): Result<Window> {
  const head = readDays(split(text));
  if (!head) return wrong('window', text);
  const [time = '', ...rest] = head.rest;
  const range = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(time);
  const minutes = range ? lengthBetween(range[1]!, range[2]!) : readLength(rest.shift() ?? '');
  if (minutes === null || rest.length > 1) return wrong('window', text);
  const window = Window.safeParse({ days: head.days, at: range ? range[1] : time, zone: rest[0] ?? zone, minutes });
  return window.success ? ok(window.data) : wrong('window', text, window.error.issues[0]?.message);
}

export function readRecurrence(text: string, zone: string): Result<Recurrence> {
  const head = readDays(split(text));
  if (!head || head.rest.length > 2) return wrong('recurrence', text);
  const recurrence = Recurrence.safeParse({ days: head.days, at: head.rest[0], zone: head.rest[1] ?? zone });
  return recurrence.success ? ok(recurrence.data) : wrong('recurrence', text, recurrence.error.issues[0]?.message);
}

/** A second word is a zone where it looks like one ("Europe/Berlin", "UTC"); the rest is the name. */
export function readFreeze(text: string, zone: string): Result<Freeze> {
  const [dates = '', second = '', ...others] = split(text);
  const [, from, until = from] = /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/.exec(dates) ?? [];
  const isZone = /^[A-Z][A-Za-z_]+\/[A-Za-z0-9_+/-]+$|^UTC$/.test(second);
  const name = (isZone ? others : [second, ...others]).join(' ');
  const freeze = Freeze.safeParse({ name: name === '' ? 'Freeze' : name, from, until, zone: isZone ? second : zone });
  return freeze.success ? ok(freeze.data) : wrong('freeze', text, freeze.error.issues[0]?.message);
}

export function wordsOf(one: Window | Recurrence | Freeze): string {
  if ('from' in one) return `${one.from}..${one.until} ${one.zone} ${one.name}`;
  const days = daysWords(one.days);
  return 'minutes' in one ? `${days} ${timeWords(one)} ${one.zone}` : `${days} ${one.at} ${one.zone}`;
}

function readDays(words: readonly string[]): { readonly days: Days; readonly rest: string[] } | null {
  const [first = '', second = ''] = words.map((word) => word.toLowerCase());
  const rest = (used: number): string[] => words.slice(used);
  if (first === 'daily') return { days: { by: 'day' }, rest: rest(1) };
  if (first === 'last' && second === 'day') return { days: { by: 'day-of-month', day: 'last' }, rest: rest(2) };
  if (first === 'day' && /^([1-9]|1\d|2[0-8])$/.test(second)) return { days: { by: 'day-of-month', day: Number(second) }, rest: rest(2) };
  const nth = Object.hasOwn(NTHS, first) ? NTHS[first] : undefined;
  if (nth !== undefined) return readNth(nth, second, rest(2));
  const weekdays = readWeekdays(first);
  return weekdays ? { days: { by: 'weekday', weekdays }, rest: rest(1) } : null;
}

function readNth(nth: Nth, word: string, rest: string[]): { days: Days; rest: string[] } | null {
  const [, weekday = '', plus = '0'] = /^([a-z]{3})(?:\+([1-9]|1\d|2[0-7])d)?$/.exec(word) ?? [];
  if (!isWeekday(weekday)) return null;
  return { days: { by: 'weekday-of-month', nth, weekday, plusDays: Number(plus) }, rest };
}

const isWeekday = (word: string): word is Weekday => (WEEKDAYS as readonly string[]).includes(word);

/** "mon,wed", "mon-fri", "fri-sun,wed"; in the week's order, each once. */
function readWeekdays(word: string): Weekday[] | null {
  const named = new Set<Weekday>();
  for (const part of word.split(',')) {
    const [from = '', to = from, more] = part.split('-');
    if (!isWeekday(from) || !isWeekday(to) || more !== undefined) return null;
    const [begin, end] = [WEEKDAYS.indexOf(from), WEEKDAYS.indexOf(to)];
    if (end < begin) return null;
    for (const day of WEEKDAYS.slice(begin, end + 1)) named.add(day);
  }
  return WEEKDAYS.filter((day) => named.has(day));
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
const two = (n: number): string => String(n).padStart(2, '0');

/** Past midnight where the end is not after the start; a whole day is "24h", so that equal times are a slip. */
const lengthBetween = (from: string, to: string): number | null =>
  from === to || minutesOf(to) >= 1440 ? null : (minutesOf(to) - minutesOf(from) + 1440) % 1440;

function readLength(word: string): number | null {
  const [, hours, minutes] = /^(?=\d)(?:(\d{1,3})h)?(?:(\d{1,5})m)?$/.exec(word) ?? [];
  return hours === undefined && minutes === undefined ? null : Number(hours ?? 0) * 60 + Number(minutes ?? 0);
}

const lengthWords = (minutes: number): string =>
  `${minutes >= 60 ? `${Math.floor(minutes / 60)}h` : ''}${minutes % 60 ? `${minutes % 60}m` : ''}`;

function timeWords({ at, minutes }: Window): string {
  if (minutes >= 1440) return `${at} ${lengthWords(minutes)}`;
  const end = (minutesOf(at) + minutes) % 1440;
  return `${at}-${two(Math.floor(end / 60))}:${two(end % 60)}`;
}

function daysWords(days: Days): string {
  switch (days.by) {
    case 'day':
      return 'daily';
    case 'weekday':
      return WEEKDAYS.filter((one) => days.weekdays.includes(one)).join(',');
    case 'day-of-month':
      return days.day === 'last' ? 'last day' : `day ${days.day}`;
    case 'weekday-of-month':
      return `${nthWord(days.nth)} ${days.weekday}${days.plusDays ? `+${days.plusDays}d` : ''}`;
  }
}
