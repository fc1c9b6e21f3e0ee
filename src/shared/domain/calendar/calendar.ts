import { z } from 'zod';
import { Days } from './days.ts';

/** An IANA time zone, "Europe/Berlin". Never a bare offset: that knows no daylight saving. */
export const Zone = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/, 'a time zone like Europe/Berlin')
  .refine(isZone, 'no time zone of that name is known');

/** Zones that were looked up before: each costs a millisecond, and a policy is read at every look of the driver. */
const known = new Set<string>();

function isZone(name: string): boolean {
  if (known.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format();
    known.add(name);
    return true;
  } catch {
    return false;
  }
}

/** On the wall clock: 00:00 to 23:59. */
export const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time from 00:00 to 23:59');

/** A moment that comes again, by the wall clock of a place. */
export const Recurrence = z.object({ days: Days, at: TimeOfDay, zone: Zone });
export type Recurrence = z.infer<typeof Recurrence>;

/** A maintenance window: when something may be begun on hosts. Its length is time that passes, whatever the wall clock does meanwhile. */
export const Window = Recurrence.extend({
  minutes: z
    .int()
    .min(1)
    .max(7 * 24 * 60),
});
export type Window = z.infer<typeof Window>;

/** Days on which nothing begins, the last one with them. A freeze goes before every window. */
export const Freeze = z
  .object({ name: z.string().trim().min(1).max(80), from: z.iso.date(), until: z.iso.date(), zone: Zone })
  .refine((one) => one.from <= one.until, { error: 'ends before it begins', path: ['until'] });
export type Freeze = z.infer<typeof Freeze>;
