import { FeedFault } from './feed.ts';

/** Reading fields of parsed JSON that nobody has validated: 100,000s of rows a feed, so plain checks and no schema. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FeedFault(place, 'an object was expected');
  return value as Fields;
}

export const own = (from: Fields, name: string): unknown => (Object.hasOwn(from, name) ? from[name] : undefined);

/** Text of at most `max` characters without control characters; what is missing is null, what is anything else an error. */
export function textOf(from: Fields, name: string, place: string, max = 256): string | null {
  const value = own(from, name);
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new FeedFault(`${place} > ${name}`, 'text was expected');
  if (value.length > max) throw new FeedFault(`${place} > ${name}`, `longer than ${max} characters`);
  if (/[\u0000-\u001f\u007f]/.test(value)) throw new FeedFault(`${place} > ${name}`, 'a control character');
  return value;
}

export function needed(from: Fields, name: string, place: string, max = 256): string {
  const value = textOf(from, name, place, max);
  if (value === null) throw new FeedFault(`${place} > ${name}`, 'missing');
  return value;
}

/** The list in a field; what is missing is empty. */
export function listIn(from: Fields, name: string, place: string, most = 200_000): readonly unknown[] {
  const value = own(from, name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new FeedFault(`${place} > ${name}`, 'a list was expected');
  if (value.length > most) throw new FeedFault(`${place} > ${name}`, `more than ${most} entries`);
  return value;
}

/** The same, of texts of at most `max` characters. */
export function textsIn(from: Fields, name: string, place: string, max = 256, most = 200_000): string[] {
  return listIn(from, name, place, most).map((one) => {
    if (typeof one !== 'string' || one.length > max) throw new FeedFault(`${place} > ${name}`, 'short text was expected');
    return one;
  });
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
export const isDay = (text: string): boolean => DAY.test(text);

export function day(text: string, place: string): string {
  if (!isDay(text)) throw new FeedFault(place, 'a day was expected (2026-08-07)');
  return text;
}

/** CVE-2026-1234; the tracker's own numbers for what has none yet begin with TEMP-. */
const CVE = /^(CVE-\d{4}-\d{4,19}|TEMP-\d{7}-[0-9A-F]{6})$/;
export const isCve = (text: string): boolean => CVE.test(text);
