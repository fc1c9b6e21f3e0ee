import type { Freeze, Recurrence, Window } from './calendar.ts';
import { WEEKDAYS, type Days, type Weekday } from './days.ts';

/** What a person reads: in the written policy, in lists, in a calendar. */
const NAMES: Readonly<Record<Weekday, string>> = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
};
const ORDINALS = { 1: 'first', 2: 'second', 3: 'third', 4: 'fourth', last: 'last' } as const;

function daysSentence(days: Days): string {
  switch (days.by) {
    case 'day':
      return 'every day';
    case 'weekday':
      return `every ${WEEKDAYS.filter((one) => days.weekdays.includes(one))
        .map((one) => NAMES[one])
        .join(', ')}`;
    case 'day-of-month':
      return days.day === 'last' ? 'on the last day of the month' : `on day ${days.day} of the month`;
    case 'weekday-of-month': {
      const base = `the ${ORDINALS[days.nth]} ${NAMES[days.weekday]} of the month`;
      return days.plusDays ? `${days.plusDays} day${days.plusDays === 1 ? '' : 's'} after ${base}` : `on ${base}`;
    }
  }
}

export function lengthSentence(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [...(hours ? [`${hours} h`] : []), ...(rest || !hours ? [`${rest} min`] : [])].join(' ');
}

/** "every Sunday at 02:00 (Europe/Berlin)". */
export const recurrenceSentence = ({ days, at, zone }: Recurrence): string => `${daysSentence(days)} at ${at} (${zone})`;
/** "every Sunday at 02:00 for 4 h (Europe/Berlin)". */
export const windowSentence = ({ days, at, zone, minutes }: Window): string =>
  `${daysSentence(days)} at ${at} for ${lengthSentence(minutes)} (${zone})`;
/** "Year end: 2026-12-20 to 2027-01-06 (Europe/Berlin)". */
export const freezeSentence = ({ name, from, until, zone }: Freeze): string =>
  `${name}: ${from === until ? from : `${from} to ${until}`} (${zone})`;
