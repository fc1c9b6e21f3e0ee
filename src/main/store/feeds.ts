import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { fromJson, fromJsonOrNull, toJsonOrNull } from './json.ts';
import type { FeedFileRecord, FeedPlace, Reader, Store } from './store.ts';

interface Row {
  readonly feed: string;
  readonly file: string;
  readonly url: string;
  readonly edition: number | null;
  readonly releases: string;
  readonly version: string | null;
  readonly date: string | null;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly updated_at: number | null;
  readonly tried_at: number | null;
  readonly entries: number;
  readonly bytes: number;
  readonly problem: string | null;
}

const time = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const toRecord = ({ etag, last_modified, updated_at, tried_at, ...row }: Row): FeedFileRecord => ({
  ...row,
  releases: fromJson(row.releases),
  kept: { etag, lastModified: last_modified },
  updatedAt: time(updated_at),
  triedAt: time(tried_at),
  problem: fromJsonOrNull(row.problem),
});

/** Enough at once to pack well, little enough that a feed of any size is read with bounded memory. */
const FLUSH_CHARACTERS = 2 * 1024 ** 2;
/** One pack never unpacks to more: what is flushed at once, and one row of the largest feed on top. */
const MAX_UNPACKED = 64 * 1024 ** 2;

export function readFeeds(db: Database): Reader['feeds'] {
  const files = db.prepare<[], Row>('select * from feed_file order by feed, file');
  const packs = db.prepare<[string, string], { key: string; body: Buffer }>(`
    select key, body from feed_pack where edition in (select edition from feed_file where feed = ?) and release = ? order by key, id`);
  const pack = db
    .prepare<[string, string, string], Buffer>(
      `
    select body from feed_pack where edition in (select edition from feed_file where feed = ?) and release = ? and key = ? order by id`,
    )
    .pluck();
  const rowsIn = (body: Buffer): unknown[] => fromJson(inflateRawSync(body, { maxOutputLength: MAX_UNPACKED }).toString());
  return {
    files: () => files.all().map(toRecord),
    *rows(feed, release) {
      for (const { key, body } of packs.all(feed, release)) for (const row of rowsIn(body)) yield { key, row };
    },
    under: (feed, place) => pack.all(feed, place.release, place.key).flatMap(rowsIn),
  };
}

type Writer = Omit<Store['feeds'], keyof Reader['feeds']>;

export function writeFeeds(db: Database): Writer {
  const begin = db.prepare('insert into feed_edition (feed, file) values (?, ?)');
  const save = db.prepare(`
    insert into feed_file (feed, file, url, edition, releases, version, date, etag, last_modified, updated_at, tried_at, entries, bytes, problem)
    values (@feed, @file, @url, @edition, @releases, @version, @date, @etag, @lastModified, @at, @at, @entries, @bytes, null)
    on conflict (feed, file) do update set url = @url, edition = @edition, releases = @releases, version = @version, date = @date, etag = @etag,
      last_modified = @lastModified, updated_at = @at, tried_at = @at, entries = @entries, bytes = @bytes, problem = null`);
  const tried = db.prepare(`
    insert into feed_file (feed, file, url, releases, tried_at, entries, bytes, problem) values (@feed, @file, @url, '[]', @at, 0, 0, @problem)
    on conflict (feed, file) do update set tried_at = @at, problem = @problem`);
  // Only ever the oldest first, a few at a time: nobody waits long for a lock.
  const dropPacks = db.prepare(
    'delete from feed_pack where id in (select id from feed_pack where edition not in (select edition from feed_file where edition is not null) limit 500)',
  );
  const dropEditions = db.prepare(
    'delete from feed_edition where id not in (select edition from feed_file where edition is not null) and id not in (select edition from feed_pack)',
  );
  return {
    begin: (feed, file) => editionWriter(db, Number(begin.run(feed, file).lastInsertRowid)),
    use: (files, at) =>
      db
        .transaction(() => {
          for (const { kept, releases, ...file } of files)
            save.run({ ...file, etag: kept.etag, lastModified: kept.lastModified, releases: toJsonOrNull(releases), at: Date.parse(at) });
        })
        .immediate(),
    tried: ({ feed, file, url, problem }, at) => void tried.run({ feed, file, url, at: Date.parse(at), problem: toJsonOrNull(problem) }),
    dropUnused: () => {
      while (dropPacks.run().changes > 0);
      dropEditions.run();
    },
  };
}

function editionWriter(db: Database, edition: number): ReturnType<Writer['begin']> {
  const insert = db.prepare('insert into feed_pack (edition, release, key, body) values (?, ?, ?, ?)');
  const waiting = new Map<string, { place: FeedPlace; rows: string[] }>();
  let characters = 0;
  const flush = (): void => {
    const packed = [...waiting.values()].map(({ place, rows }) => ({ place, body: deflateRawSync(`[${rows.join(',')}]`, { level: 4 }) }));
    waiting.clear();
    characters = 0;
    db.transaction(() => {
      for (const { place, body } of packed) insert.run(edition, place.release, place.key, body);
    }).immediate();
  };
  return {
    edition,
    add: (place, row) => {
      const text = JSON.stringify(row);
      const id = `${place.release}\n${place.key}`;
      const group = waiting.get(id);
      if (group) group.rows.push(text);
      else waiting.set(id, { place, rows: [text] });
      characters += text.length;
      if (characters > FLUSH_CHARACTERS) flush();
    },
    end: flush,
  };
}
