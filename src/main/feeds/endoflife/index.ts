import type { EolRow } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type RowReader } from '../feed.ts';
import { fields, isDay, needed, own, textOf, type Fields } from '../fields.ts';
import { JsonSplitter, type Piece } from '../split-json.ts';

/** https://endoflife.date, MIT. The API's answer for all products at once, and the site's own source form (releaseCycle, eol). */
export const endoflife: Feed<EolRow> = {
  id: 'endoflife',
  title: 'endoflife.date',
  files: [{ name: 'endoflife.json', url: 'https://endoflife.date/api/v1/products/full' }],
  maxBytes: 64 * 1024 ** 2,
  staleAfterDays: 30,
  reader,
};

function reader(): RowReader<EolRow> {
  const json = new JsonSplitter(2, 2 * 1024 ** 2);
  const titles = new Map<string, string>();
  let date: string | null = null;
  let products = 0;
  const take = ({ path, value }: Piece): EolRow[] => {
    const [first = '', second = ''] = path;
    if (first === 'last_modified' && typeof value === 'string') date = value.slice(0, 10);
    if (second !== '' && (first === 'result' || second === 'releases')) products += 1;
    if (first === 'result' && path.length === 2) return readProduct(fields(value, path.join(' > ')), path.join(' > '));
    if (second === 'title' && typeof value === 'string') titles.set(first, value.slice(0, 200));
    return second === 'releases' ? readReleases(value, first, titles.get(first) ?? first, path.join(' > ')) : [];
  };
  return {
    push: (bytes) => json.push(bytes).flatMap(take),
    end: () => {
      const rows = json.end().flatMap(take);
      if (!products) throw new FeedFault('the document', 'no product');
      return rows;
    },
    edition: () => ({ version: null, date }),
  };
}

function readProduct(from: Fields, place: string): EolRow[] {
  const product = needed(from, 'name', place);
  return readReleases(own(from, 'releases'), product, textOf(from, 'label', place) ?? product, `${place} > releases`);
}

function readReleases(value: unknown, product: string, title: string, place: string): EolRow[] {
  if (!Array.isArray(value)) throw new FeedFault(place, 'a list of releases was expected');
  return value.map((one, at) => {
    const here = `${place} > ${at}`;
    const from = fields(one, here);
    return {
      product,
      title,
      cycle: textOf(from, 'name', here) ?? needed(from, 'releaseCycle', here),
      codename: textOf(from, 'codename', here),
      activeUntil: until(from, ['eoasFrom', 'eoas', 'isEoas'], here),
      securityUntil: until(from, ['eolFrom', 'eol', 'isEol'], here),
      extendedUntil: until(from, ['eoesFrom', 'eoes', 'isEoes'], here),
    };
  });
}

/** The first of these fields that says something: a day, or true where it is over. */
function until(from: Fields, names: readonly string[], place: string): string | boolean | null {
  for (const name of names) {
    const value = own(from, name);
    if (typeof value === 'boolean') return value;
    if (typeof value === 'string' && isDay(value)) return value;
    if (value !== undefined && value !== null) throw new FeedFault(`${place} > ${name}`, 'a day, or yes or no, was expected');
  }
  return null;
}
