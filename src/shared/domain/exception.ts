import { z } from 'zod';
import { HostId } from './host.ts';

const Words = z.string().trim().min(1).max(2000);
const Day = z.iso.date();

/** What a finding is excused from, for how long, by whom and why. A register that an auditor reads: an end is on record, nothing is deleted. */
export const ExceptionDraft = z
  .object({
    /** Either or both: one CVE, one source package. */
    cve: z
      .string()
      .regex(/^CVE-\d{4}-\d{4,19}$/)
      .nullable(),
    source: z.string().trim().min(1).max(256).nullable(),
    /** Those it holds for; none named, all. */
    hostIds: z.array(HostId).max(2000),
    /** Not applicable: the host is not affected. Accepted: the risk is borne. Deferred: done later than due. */
    kind: z.enum(['not-applicable', 'accepted', 'deferred']),
    owner: z.string().trim().min(1).max(200),
    reason: Words,
    /** What holds the risk down meanwhile. */
    compensatingControl: Words.nullable(),
    /** The last day it holds. */
    expiresOn: Day,
  })
  .refine((one) => one.cve !== null || one.source !== null, { error: 'a CVE, a source package or both', path: ['cve'] });
export type ExceptionDraft = z.infer<typeof ExceptionDraft>;

export const Exception = ExceptionDraft.safeExtend({
  id: z.string().max(64),
  createdAt: z.iso.datetime(),
  /** When the finding was due before it was excused: the earliest of those it concerns. */
  originalDue: z.iso.datetime().nullable(),
  renewals: z.int().min(0),
  endedAt: z.iso.datetime().nullable(),
});
export type Exception = z.infer<typeof Exception>;

/** It holds until the end of its last day, in UTC. */
export const holds = (one: Exception, day: string): boolean =>
  one.endedAt === null && one.createdAt.slice(0, 10) <= day && day <= one.expiresOn;
