import type { Advisory, EolRow } from '../../../shared/domain/vulnerability/rows.ts';
import type { FeedPlace } from '../../store/store.ts';

/** Rows are of a release and a package, of a CVE, or of a product: whatever feed they come from, that says where they are kept. */
type Row = Advisory | { readonly cve: string } | EolRow;
const isAdvisory = (row: Row): row is Advisory => 'release' in row && 'body' in row;

/** A thousand CVEs that follow each other lie together: a single one would be all key, and all of them too much to unpack for one. */
export const placeOfCve = (cve: string): FeedPlace => ({ release: '', key: cve.replace(/\d{1,3}$/, '') });

/** Where a row is kept, and what of it: an advisory's release and package are in its place already. */
export function placed(row: unknown): { readonly place: FeedPlace; readonly keep: unknown } {
  const one = row as Row;
  if (isAdvisory(one)) return { place: { release: one.release, key: one.package }, keep: one.body };
  return { place: 'cve' in one ? placeOfCve(one.cve) : { release: '', key: one.product }, keep: one };
}
