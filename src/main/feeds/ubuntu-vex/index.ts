import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import { ubuntuDistro } from '../../../shared/domain/matching/ubuntu/release.ts';
import { parsePurl } from '../../../shared/domain/purl/purl.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Advisory, UbuntuWord } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed } from '../feed.ts';
import { fields, isCve, listIn, needed, own, textOf, type Fields } from '../fields.ts';
import { tarRecords } from '../tar-records.ts';

/**
 * What Ubuntu has decided about CVEs that it has not fixed: OpenVEX documents, one a CVE, in one archive. CC-BY-SA 4.0.
 * Its OSV records call all of that affected: https://documentation.ubuntu.com/security/security-updates/osv/
 */
export const ubuntuVex: Feed<Advisory<UbuntuWord>> = {
  id: 'ubuntu-vex',
  title: FEED_TITLES['ubuntu-vex'],
  files: [{ name: 'ubuntu-vex.tar.xz', url: 'https://security-metadata.canonical.com/vex/vex-all.tar.xz' }],
  maxBytes: 64 * 1024 ** 3,
  staleAfterDays: 7,
  reader: (_file, { releases }) =>
    tarRecords({ name: RECORD, maxRecord: MAX_RECORD, read: (record, place) => readRecord(record, new Set(releases), place) }),
};

/** A CVE of the kernel names every package of every kernel, architecture by architecture. */
const MAX_RECORD = 64 * 1024 ** 2;
const RECORD = /(?:^|\/)(CVE-\d{4}-\d{4,19})\.json$/;

function readRecord(record: Fields, releases: ReadonlySet<string>, place: string) {
  // Until 2025 its head was a value of its own.
  const head = fields(own(record, 'metadata') ?? record, place);
  if (!needed(head, '@context', place).startsWith('https://openvex.dev/ns')) throw new FeedFault(`${place} > @context`, 'no OpenVEX');
  const rows = listIn(record, 'statements', place).flatMap((one, at) =>
    readStatement(fields(one, `${place} > statements > ${at}`), releases, `${place} > statements > ${at}`),
  );
  return { rows, date: textOf(head, 'timestamp', place)?.slice(0, 10) ?? null };
}

/** How Ubuntu begins to say that there will be no fix; whatever else is affected waits for one. */
const WORDS: readonly (readonly [RegExp, UbuntuWord['word']])[] = [
  [/^This package \(for the given release\) is no longer supported/, 'end-of-life'],
  [
    /^This package \(for the given release\) is vulnerable to the CVE, the problem is understood, but .* decided to not fix it/,
    'will-not-fix',
  ],
];

function readStatement(from: Fields, releases: ReadonlySet<string>, place: string): Advisory<UbuntuWord>[] {
  const action = own(from, 'action_statement');
  if (own(from, 'status') !== 'affected' || typeof action !== 'string') return [];
  const word = WORDS.find(([begins]) => begins.test(action.slice(0, 300)))?.[1];
  if (!word) return [];
  const cve = needed(fields(own(from, 'vulnerability'), `${place} > vulnerability`), 'name', place);
  if (!isCve(cve)) throw new FeedFault(`${place} > vulnerability`, 'no CVE number');
  const says = cleanText(action, 200);
  return listIn(from, 'products', place).flatMap((one) => {
    const named = sourceOf(needed(fields(one, `${place} > products`), '@id', `${place} > products`, 1000));
    if (!named || !releases.has(named.release)) return [];
    return [{ feed: ubuntuVex.id, release: named.release, package: named.source, body: { cve, pocket: named.pocket, word, says } }];
  });
}

/** "pkg:deb/ubuntu/curl@7.47.0-1ubuntu2.19?arch=source&distro=esm-infra/xenial"; null for a package that is built from it. */
function sourceOf(text: string) {
  // Thousands of products a statement: most are told by this alone.
  if (!text.includes('arch=source')) return null;
  const purl = parsePurl(text);
  const found = purl?.type === 'deb' && purl.namespace === 'ubuntu' ? ubuntuDistro(purl.qualifiers?.['distro'] ?? '') : null;
  return purl && found && { source: purl.name, ...found };
}
