import { ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { acceptKey } from '../transports/index.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { findHost } from './hosts.ts';
import { wayTo } from './way-in.ts';

/** Writes the key to known_hosts, only if the host still shows the one that the technician compared. */
export async function acceptHostKey(context: Context, id: string, fingerprint: string): Promise<Result<Record<string, never>>> {
  const host = findHost(context, id);
  if (!host.ok) return host;
  const way = await wayTo(context, host.value);
  if (!way.ok) return way;
  const accepted = await acceptKey(context.transports, way.value, fingerprint);
  if (!accepted.ok) return accepted;
  context.store.audit.append({ action: 'key.accepted', hostId: id, text: `Host key accepted: ${fingerprint}`, details: { fingerprint } });
  changed(context, 'hosts', id);
  changed(context, 'history');
  return ok({});
}
