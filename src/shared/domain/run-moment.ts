import { z } from 'zod';
import { HostId } from './host.ts';

/** What the audit trail says of a run, with its time. A phase inside "running" has no time on record. */
export const RunMoment = z.object({
  hostId: HostId,
  at: z.iso.datetime(),
  what: z.enum([
    'intended',
    'launched',
    'resumed',
    'unreachable',
    'reattached',
    'reboot',
    'back',
    'done',
    'failed',
    'skipped',
    'retried',
    'set-lost',
  ]),
});
export type RunMoment = z.infer<typeof RunMoment>;
