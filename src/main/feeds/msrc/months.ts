const NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The first month that MSRC has as a document. */
const FIRST = 2016 * 12 + 3;

/** Every month that there is a document of, "2016-Apr" first: until the last second Tuesday, when Microsoft publishes. */
export function months(now: Date): string[] {
  const year = now.getUTCFullYear();
  const month = now.getUTCMonth();
  const weekday = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const secondTuesday = 1 + ((2 - weekday + 7) % 7) + 7;
  // In the time zone of Redmond; a day later it is there for everybody.
  const last = year * 12 + month - (now.getUTCDate() > secondTuesday ? 0 : 1);
  return Array.from({ length: last - FIRST + 1 }, (_, at) => `${Math.floor((FIRST + at) / 12)}-${NAMES[(FIRST + at) % 12] ?? ''}`);
}
