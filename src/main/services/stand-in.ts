import type { Host } from '../../shared/domain/host.ts';
import { TEST_HOST_TAG } from '../../shared/domain/rehearsal.ts';
import type { Rehearsal } from '../../shared/domain/rehearsal.ts';
import type { Context } from './context.ts';

/** A host that is marked as a test host and is of the same make: system, release and processor, by the newest scans. */
export function standInFor(context: Context, host: Host): Rehearsal['standIn'] {
  const wanted = makeOf(context, host.id);
  if (wanted === null) return null;
  const found = context.store.hosts
    .list()
    .find((one) => one.id !== host.id && one.tags.includes(TEST_HOST_TAG) && makeOf(context, one.id) === wanted);
  return found ? { hostId: found.id, hostName: found.name } : null;
}

function makeOf(context: Context, hostId: string): string | null {
  const known = context.store.scans.factsButPackages(hostId);
  if (!known) return null;
  const { platform, os, kernel } = known.facts;
  return [platform, os.id, os.versionId, kernel.machine].join(' ');
}
