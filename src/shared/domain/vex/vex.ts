import { buildPurl } from '../purl/purl.ts';

/** OpenVEX 0.2.0, https://github.com/openvex/spec: what an exception and a statement call the same thing. */
export const CONTEXT = 'https://openvex.dev/ns/v0.2.0';
export const ALL_HOSTS = 'urn:patchbay:all-hosts';
export const HOST_PREFIX = 'urn:patchbay:host:';

/** How an exception that "affects" begins, so that another Patchbay can tell a risk that is borne from one put off. */
export const WORDS = { accepted: 'Accepted: ', deferred: 'Deferred: ' } as const;
/** What OpenVEX has no field for, one a line of status_notes. */
export const NOTES = { owner: 'Owner: ', expiresOn: 'Holds until: ', compensatingControl: 'In place: ' } as const;

/** A source package of a distribution that is not said; null where the name makes no package URL. */
export const sourcePurl = (source: string): string | null => buildPurl({ type: 'generic', name: source });

export const oneLine = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, ' ');
