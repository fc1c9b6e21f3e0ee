import { FEED_TITLES } from '../../../shared/domain/matching/ecosystem.ts';
import type { Advisory, ArchEntry } from '../../../shared/domain/vulnerability/rows.ts';
import { FeedFault, type Feed, type Needs, type RowReader } from '../feed.ts';
import { fields, isCve, needed, own, textOf, type Fields } from '../fields.ts';
import { JsonSplitter, type Piece } from '../split-json.ts';

type Row = Advisory<ArchEntry>;

/** https://security.archlinux.org: groups of CVEs with the packages they are in. */
export const archTracker: Feed<Row> = {
  id: 'arch-tracker',
  title: FEED_TITLES['arch-tracker'],
  files: [{ name: 'arch-tracker.json', url: 'https://security.archlinux.org/all.json' }],
  maxBytes: 64 * 1024 ** 2,
  staleAfterDays: 7,
  reader: (_file, needs) => reader(needs),
};

const MAX_GROUP = 256 * 1024;
const STATUSES: readonly ArchEntry['status'][] = ['Fixed', 'Vulnerable', 'Testing', 'Not affected', 'Unknown'];

function reader(needs: Needs): RowReader<Row> {
  const json = new JsonSplitter(1, MAX_GROUP);
  let groups = 0;
  const take = ({ path, value }: Piece): Row[] => {
    const place = `group ${path.join(' > ')}`;
    groups += 1;
    const rows = readGroup(fields(value, place), place);
    return needs.releases.includes('arch') ? rows : [];
  };
  return {
    push: (bytes) => json.push(bytes).flatMap(take),
    end: () => {
      const rows = json.end().flatMap(take);
      if (!groups) throw new FeedFault('the document', 'no group');
      return rows;
    },
    edition: () => ({ version: null, date: null }),
  };
}

function readGroup(from: Fields, place: string): Row[] {
  const group = needed(from, 'name', place);
  const status = STATUSES.find((one) => one === textOf(from, 'status', group));
  if (!status) throw new FeedFault(`${group} > status`, 'unknown status');
  const cves = names(from, 'issues', group).filter(isCve);
  const body: ArchEntry = {
    group,
    cves: cves.length ? cves : [group],
    status,
    affected: needed(from, 'affected', group),
    fixed: textOf(from, 'fixed', group),
    severity: textOf(from, 'severity', group) ?? '',
  };
  if (status === 'Fixed' && body.fixed === null) throw new FeedFault(group, 'fixed without a version');
  return names(from, 'packages', group).map((name) => ({ feed: archTracker.id, release: 'arch', package: name, body }));
}

function names(from: Fields, name: string, place: string): string[] {
  const value = own(from, name);
  if (!Array.isArray(value)) throw new FeedFault(`${place} > ${name}`, 'a list was expected');
  return value.map((one) => {
    if (typeof one !== 'string' || one.length > 256) throw new FeedFault(`${place} > ${name}`, 'short text was expected');
    return one;
  });
}
