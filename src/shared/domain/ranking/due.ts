import { bodRow, readAloud, TIMELINE_DAYS } from './bod-26-04.ts';
import type { BodInputs } from './inputs.ts';
import type { Condition, DueRule, SeverityWord, Within } from './rules.ts';

/** What the rules look at: one CVE on one host. Times are ISO 8601 in UTC; a bare date is its first moment. */
export interface DueCase {
  readonly inputs: BodInputs;
  readonly kev: { readonly added: string; readonly due: string | null } | null;
  readonly severity: SeverityWord;
  readonly cvss3: number | null;
  readonly exploit: boolean;
  /** When the fix appeared; null where that is not known, and the clock then runs from first seen. */
  readonly released: string | null;
  readonly firstSeen: string;
}

export interface DueDate {
  readonly rule: string;
  readonly name: string;
  /** null: the rule sets no date, and `reason` says so. */
  readonly due: string | null;
  readonly clock: { readonly from: string; readonly start: 'KEV listing' | 'fix released' | 'first seen' };
  /** Can be read aloud. */
  readonly reason: string;
  /** An answer that decided it was derived and said by nobody. */
  readonly estimated: boolean;
  /** While nobody has said whether the host is exposed, `due` takes it as not exposed and this as exposed; null where it changes nothing. */
  readonly ifExposed: { readonly due: string | null; readonly reason: string } | null;
}

/** Each rule's own date, the earliest first, those without a date last. BOD 26-04 is always among them. */
export function dueDates(one: DueCase, rules: readonly DueRule[]): DueDate[] {
  const dates = [bodDue(one), ...rules.map((rule) => withBoth(one, (exposed) => ruleDue(one, rule, exposed)))];
  return dates.sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'));
}

type OneDate = Omit<DueDate, 'ifExposed'>;

function withBoth(one: DueCase, date: (exposed: boolean) => OneDate): DueDate {
  const { value } = one.inputs.exposed;
  const led = date(value ?? false);
  const other = value === null ? date(true) : null;
  const differs = other !== null && (other.due !== led.due || other.reason !== led.reason);
  return { ...led, ifExposed: differs ? { due: other.due, reason: other.reason } : null };
}

/** Appendix A: the clock starts at the earlier of the KEV listing and the detection on the host. KEV's own date goes first where it is earlier. */
export function bodDue(one: DueCase): DueDate {
  const { inputs, kev } = one;
  const clock =
    kev && kev.added < one.firstSeen
      ? ({ from: kev.added, start: 'KEV listing' } as const)
      : ({ from: one.firstSeen, start: 'first seen' } as const);
  return withBoth(one, (exposed) => {
    const row = bodRow({ inKev: inputs.inKev.value, exposed, automatable: inputs.automatable.value, impact: inputs.impact.value });
    const days = TIMELINE_DAYS[row.timeline];
    const own = days === null ? null : later(clock.from, { days });
    const named = kev?.due && (own === null || atStart(kev.due) < own) ? atStart(kev.due) : null;
    return {
      rule: 'bod-26-04',
      name: 'CISA BOD 26-04',
      due: named ?? own,
      clock,
      reason: `${readAloud(row)}${named ? `; KEV names ${named.slice(0, 10)}` : `; clock from ${clock.start} ${clock.from.slice(0, 10)}`}`,
      estimated: inputs.automatable.estimated || inputs.impact.estimated,
    };
  });
}

function ruleDue(one: DueCase, rule: DueRule, exposed: boolean): OneDate {
  const clock =
    rule.clock === 'released' && one.released
      ? ({ from: one.released, start: 'fix released' } as const)
      : ({ from: one.firstSeen, start: 'first seen' } as const);
  const row = rule.rows.find(({ when }) => fits(when, one, exposed));
  const due = row ? later(clock.from, row.within) : null;
  const since = due === null ? '' : `; clock from ${clock.start} ${clock.from.slice(0, 10)}`;
  return { rule: rule.id, name: rule.name, due, clock, reason: `${row?.say ?? 'no row fits'}${since}`, estimated: false };
}

function fits(when: Condition, one: DueCase, exposed: boolean): boolean {
  if (when.severity && !when.severity.includes(one.severity)) return false;
  if (when.cvss3AtLeast !== undefined && (one.cvss3 === null || one.cvss3 < when.cvss3AtLeast)) return false;
  if (when.exposed !== undefined && when.exposed !== exposed) return false;
  return when.exploit === undefined || when.exploit === one.exploit;
}

const atStart = (time: string): string => new Date(time).toISOString();

/** A month on from 31 January is the last day of February. */
export function later(from: string, within: Within): string | null {
  if (within === 'own time frame') return null;
  const time = new Date(from);
  if ('hours' in within) time.setUTCHours(time.getUTCHours() + within.hours);
  else if ('days' in within) time.setUTCDate(time.getUTCDate() + within.days);
  else {
    const day = time.getUTCDate();
    time.setUTCMonth(time.getUTCMonth() + within.months);
    if (time.getUTCDate() !== day) time.setUTCDate(0);
  }
  return time.toISOString();
}
