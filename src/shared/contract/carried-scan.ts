import { z } from 'zod';
import { HostId } from '../domain/host.ts';
import { call } from './call.ts';

const Text = z.string().max(4000);

/** A scan of a host that no network reaches: its script is run there by hand, and what it prints is carried here. */
export const carriedScanCalls = {
  'scan.script': call(z.object({}), z.object({ text: z.string() })),
  'scan.take': call(
    z.object({ id: HostId, path: z.string().min(1).max(4096) }),
    z.object({ hostname: Text, system: Text, packages: z.int(), at: z.iso.datetime(), unseen: z.array(Text) }),
  ),
} as const;
