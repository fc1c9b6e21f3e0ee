import { holds, type Exception } from '../exception.ts';
import { ALL_HOSTS, CONTEXT, HOST_PREFIX, NOTES, oneLine, sourcePurl, WORDS } from './vex.ts';

export interface ExportedVex {
  /** null where no statement is left: a document without one is none. */
  readonly document: object | null;
  /** Exceptions that OpenVEX cannot say, and why. */
  readonly leftOut: readonly { readonly id: string; readonly reason: string }[];
}
export interface VexMeta {
  /** A new UUID for every document. */
  readonly uuid: string;
  readonly at: string;
  readonly author: string;
  readonly patchbayVersion: string;
}

/**
 * The exceptions that hold on the day of `meta.at`, as one OpenVEX 0.2.0 document. OpenVEX speaks of one vulnerability: an exception of a whole source package
 * becomes a statement for each of `cvesOf` it.
 */
export function exportVex(exceptions: readonly Exception[], cvesOf: (one: Exception) => readonly string[], meta: VexMeta): ExportedVex {
  const leftOut: { id: string; reason: string }[] = [];
  const statements = exceptions.flatMap((one) => {
    const cves = one.cve === null ? cvesOf(one) : [one.cve];
    const reason = whyNot(one, cves, meta.at.slice(0, 10));
    if (reason !== null) leftOut.push({ id: one.id, reason });
    return reason === null ? cves.map((cve) => statementOf(one, cve)) : [];
  });
  if (!statements.length) return { document: null, leftOut };
  const document = {
    '@context': CONTEXT,
    '@id': `urn:uuid:${meta.uuid}`,
    author: meta.author,
    timestamp: meta.at,
    version: 1,
    tooling: `Patchbay ${meta.patchbayVersion}`,
    statements,
  };
  return { document, leftOut };
}

function whyNot(one: Exception, cves: readonly string[], day: string): string | null {
  if (!holds(one, day)) return 'it holds no longer';
  if (!cves.length) return 'it names no CVE, and no finding has one';
  return one.source !== null && sourcePurl(one.source) === null ? 'its source package has a name that makes no package URL' : null;
}

function statementOf(one: Exception, cve: string): object {
  const subcomponents = one.source === null ? {} : { subcomponents: [{ '@id': sourcePurl(one.source) }] };
  const products = one.hostIds.length ? one.hostIds.map((id) => `${HOST_PREFIX}${id}`) : [ALL_HOSTS];
  return {
    '@id': `urn:patchbay:exception:${encodeURIComponent(one.id)}:${cve}`,
    vulnerability: { name: cve },
    timestamp: one.createdAt,
    products: [...new Set(products)].map((id) => ({ '@id': id, ...subcomponents })),
    ...sayingOf(one),
    status_notes: [
      `${NOTES.owner}${oneLine(one.owner)}`,
      `${NOTES.expiresOn}${one.expiresOn}`,
      ...(one.compensatingControl ? [`${NOTES.compensatingControl}${oneLine(one.compensatingControl)}`] : []),
    ].join('\n'),
  };
}

function sayingOf({ kind, reason, compensatingControl }: Exception): object {
  if (kind !== 'not-applicable') return { status: 'affected', action_statement: `${WORDS[kind]}${reason}` };
  return {
    status: 'not_affected',
    impact_statement: reason,
    ...(compensatingControl && { justification: 'inline_mitigations_already_exist' }),
  };
}
