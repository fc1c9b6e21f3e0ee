import { cleanText } from '../../shared/domain/text.ts';
import { FeedFault } from './feed.ts';
import { fields, isDay, listIn, needed, own, textOf, textsIn, type Fields } from './fields.ts';

/** What a document says of one vulnerability, by product id. */
export interface CsafVulnerability {
  readonly cve: string;
  readonly status: Readonly<Record<CsafStatus, readonly string[]>>;
  /** Of products without a fix: which kind of remedy there is, and the publisher's words. */
  readonly remedies: ReadonlyMap<string, { readonly category: string; readonly details: string }>;
  /** The publisher's severity, where it is one product's own. */
  readonly impacts: ReadonlyMap<string, string>;
}
export type CsafStatus = 'known_affected' | 'known_not_affected' | 'under_investigation';

/** A component as it comes with a product: a package of a distribution's release. */
export interface CsafPlaced {
  /** Package URL of the component. */
  readonly purl: string | null;
  /** CPE of the product that it is a part of. */
  readonly cpe: string | null;
}

export interface CsafDocument {
  readonly id: string;
  /** The day of its newest change; null where it is none. */
  readonly date: string | null;
  readonly severity: string;
  readonly vulnerabilities: readonly CsafVulnerability[];
  /** null for an id that the product tree does not have. */
  product(id: string): CsafPlaced | null;
}

const MAX_DEPTH = 20;
const MAX_ID = 1000;
/** A component of a component of a product: no vendor goes deeper. */
const MAX_CHAIN = 5;

interface Tree {
  readonly helpers: Map<string, CsafPlaced>;
  readonly relations: Map<string, { readonly component: string; readonly product: string }>;
}

/**
 * Reads a document of the Common Security Advisory Framework in its VEX profile, as one JSON value:
 * https://docs.oasis-open.org/csaf/csaf/v2.0/os/csaf-v2.0-os.html, 3.2 and 4.5. What has been fixed is not taken:
 * advisories say that, with versions.
 */
export function readCsaf(value: unknown, place: string): CsafDocument {
  const from = fields(value, place);
  const document = fields(own(from, 'document'), `${place} > document`);
  if (own(document, 'csaf_version') !== '2.0') throw new FeedFault(`${place} > document > csaf_version`, '2.0 was expected');
  const tracking = fields(own(document, 'tracking'), `${place} > tracking`);
  const changed = needed(tracking, 'current_release_date', `${place} > tracking`).slice(0, 10);
  const severity = own(document, 'aggregate_severity');
  const tree = readTree(fields(own(from, 'product_tree') ?? {}, `${place} > product_tree`), `${place} > product_tree`);
  return {
    id: needed(tracking, 'id', `${place} > tracking`),
    date: isDay(changed) ? changed : null,
    severity: severity === undefined ? '' : (textOf(fields(severity, place), 'text', `${place} > aggregate_severity`) ?? ''),
    vulnerabilities: listIn(from, 'vulnerabilities', place).map((one, at) => readVulnerability(one, `${place} > vulnerabilities > ${at}`)),
    product: (id) => placedIn(tree, id),
  };
}

function readTree(from: Fields, place: string): Tree {
  const tree: Tree = { helpers: new Map(), relations: new Map() };
  readBranches(from, tree, `${place} > branches`, 0);
  for (const [at, one] of listIn(from, 'full_product_names', place).entries())
    readProduct(one, tree, `${place} > full_product_names > ${at}`);
  for (const [at, one] of listIn(from, 'relationships', place).entries()) {
    const here = `${place} > relationships > ${at}`;
    const relation = fields(one, here);
    const id = needed(fields(own(relation, 'full_product_name'), here), 'product_id', here, MAX_ID);
    const component = needed(relation, 'product_reference', here, MAX_ID);
    tree.relations.set(id, { component, product: needed(relation, 'relates_to_product_reference', here, MAX_ID) });
  }
  return tree;
}

function readBranches(from: Fields, tree: Tree, place: string, depth: number): void {
  if (depth > MAX_DEPTH) throw new FeedFault(place, `deeper than ${MAX_DEPTH} branches`);
  for (const one of listIn(from, 'branches', place)) {
    const branch = fields(one, place);
    const product = own(branch, 'product');
    if (product !== undefined) readProduct(product, tree, `${place} > product`);
    readBranches(branch, tree, place, depth + 1);
  }
}

function readProduct(value: unknown, tree: Tree, place: string): void {
  const from = fields(value, place);
  const helper = fields(own(from, 'product_identification_helper') ?? {}, place);
  const id = needed(from, 'product_id', place, MAX_ID);
  tree.helpers.set(id, { purl: textOf(helper, 'purl', place, MAX_ID), cpe: textOf(helper, 'cpe', place, MAX_ID) });
}

function placedIn({ helpers, relations }: Tree, id: string): CsafPlaced | null {
  const relation = relations.get(id);
  const component = relation ? helpers.get(relation.component) : helpers.get(id);
  if (!component) return null;
  let product = relation?.product;
  for (let hop = 0; product !== undefined && relations.has(product) && hop < MAX_CHAIN; hop += 1) product = relations.get(product)?.product;
  return { purl: component.purl, cpe: (product === undefined ? component : helpers.get(product))?.cpe ?? null };
}

function readVulnerability(value: unknown, place: string): CsafVulnerability {
  const from = fields(value, place);
  const status = fields(own(from, 'product_status') ?? {}, `${place} > product_status`);
  const ids = (name: CsafStatus): readonly string[] => textsIn(status, name, `${place} > product_status`, MAX_ID);
  const remedies = new Map<string, { category: string; details: string }>();
  const impacts = new Map<string, string>();
  for (const [category, details, ids] of saidOf(from, 'remediations', place))
    if (category === 'none_available' || category === 'no_fix_planned') for (const id of ids) remedies.set(id, { category, details });
  for (const [category, details, ids] of saidOf(from, 'threats', place))
    if (category === 'impact') for (const id of ids) impacts.set(id, details);
  return {
    cve: textOf(from, 'cve', place) ?? '',
    status: {
      known_affected: ids('known_affected'),
      known_not_affected: ids('known_not_affected'),
      under_investigation: ids('under_investigation'),
    },
    remedies,
    impacts,
  };
}

function saidOf(from: Fields, name: 'remediations' | 'threats', place: string): [category: string, details: string, ids: string[]][] {
  return listIn(from, name, place).map((value, at) => {
    const here = `${place} > ${name} > ${at}`;
    const one = fields(value, here);
    const details = own(one, 'details');
    return [
      needed(one, 'category', here),
      typeof details === 'string' ? cleanText(details, 200) : '',
      textsIn(one, 'product_ids', here, MAX_ID),
    ];
  });
}
