import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { sbomOf, type SbomHost } from '../../../shared/domain/sbom/sbom.ts';
import type { Context } from '../context.ts';
import { findingsOn } from './fleet.ts';

/** CycloneDX 1.6 of one host, or of all, with what is known of their vulnerabilities and was decided about them. */
export async function sbomText(context: Context, hostId: string | null, patchbayVersion: string): Promise<Result<{ text: string }>> {
  const { store } = context;
  const now = context.now();
  const hosts = store.hosts.list().filter((host) => hostId === null || host.id === hostId);
  if (!hosts.length) return fail({ kind: 'not-found', what: hostId === null ? 'a host' : `host ${hostId}` });
  const found = Map.groupBy(
    await findingsOn(
      store,
      hosts.map((host) => host.id),
      now,
      () => true,
    ),
    (one) => one.hostId,
  );
  const parts: SbomHost[] = [];
  for (const { id, name } of hosts) {
    await setImmediate();
    const findings = (found.get(id) ?? []).flatMap(({ item, exception, ranked }) =>
      item.packages.map((one) => ({
        finding: { ...item, package: one.name, vendorSeverity: item.severity },
        exception,
        cvss: ranked.cvss[0] ?? null,
      })),
    );
    parts.push({ id, name, facts: store.scans.facts(id)?.facts ?? null, findings });
  }
  return ok({ text: `${JSON.stringify(sbomOf(parts, { uuid: randomUUID(), at: now, patchbayVersion }), null, 2)}\n` });
}
