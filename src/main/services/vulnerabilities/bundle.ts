import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Feed } from '../../feeds/feed.ts';
import type { Context } from '../context.ts';
import { onDisk } from '../feed-folder.ts';
import { MAGIC, type BundleFile, type BundleHeader } from './bundle-format.ts';
import { ownKey } from './bundle-key.ts';
import { readHead, refused, type Refusal } from './bundle-head.ts';
import type { FeedBoard } from './feed-board.ts';
import { dayOf } from './feed-info.ts';
import type { FileToRead } from './read-into-store.ts';

/** Writes the vendors' files that this computer has into one file, signed with its own key. */
export async function exportFeeds(context: Context, board: FeedBoard, path: string): Promise<Result<CallOutput<'feeds.export'>>> {
  const target = resolve(path);
  return onDisk(target, async () => {
    const files: BundleFile[] = [];
    for (const record of context.store.feeds.files()) {
      const from = join(board.folder, record.file);
      if (record.edition === null || !existsSync(from)) continue;
      const { kept, feed, file } = record;
      files.push({ feed, name: file, bytes: statSync(from).size, sha256: await hashOf(from), day: dayOf(record), ...kept });
    }
    if (!files.length) return fail({ kind: 'nothing-to-export', what: 'feeds', why: [] });
    const key = ownKey(board.dataFolder);
    const header = JSON.stringify({ createdAt: context.now(), key: key.spki.toString('base64'), files } satisfies BundleHeader);
    const head = `${MAGIC}\n${header}\n${key.sign(Buffer.from(header)).toString('base64')}\n`;
    await pipeline(contents(head, files, board.folder), createWriteStream(`${target}.new`, { mode: 0o644, flush: true }));
    renameSync(`${target}.new`, target);
    const text = `${files.length} files of feeds exported, signed by ${key.fingerprint}`;
    context.store.audit.append({ action: 'feeds.exported', text, details: { path: target, fingerprint: key.fingerprint } });
    return ok({ path: target, bytes: statSync(target).size, key: key.fingerprint });
  });
}

async function* contents(head: string, files: readonly BundleFile[], folder: string): AsyncGenerator<Buffer> {
  yield Buffer.from(head);
  for (const { name, bytes } of files)
    if (bytes) for await (const chunk of createReadStream(join(folder, name), { end: bytes - 1 })) yield chunk as Buffer;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * Takes the feeds of a bundle. The header's signature and key are checked before anything else is looked at, and every file's
 * length and hash before any is read. A key that was never trusted is refused with its fingerprint; `trust` names it once.
 */
export async function importFeeds(
  context: Context,
  board: FeedBoard,
  path: string,
  trust: string | null,
): Promise<Result<CallOutput<'feeds.import'>>> {
  return onDisk(path, async () => {
    const head = readHead(path);
    if (!head.ok) return head;
    const { header, fingerprint, from } = head.value;
    const trusted = context.store.feedKeys.get();
    const isKnown = trusted.includes(fingerprint) || fingerprint === trust || fingerprint === ownKey(board.dataFolder).fingerprint;
    if (!isKnown) return refused(path, trusted.length ? 'other-key' : 'unknown-key', '', fingerprint);
    const fits = fitting(board.feeds, header.files, statSync(path).size - from);
    if (fits) return refused(path, ...fits);
    const newer = toRead(context, board, header);
    if (!newer.length) return refused(path, 'older');
    const folder = mkdtempSync(join(board.dataFolder, 'feeds-import-'));
    try {
      const unpacked = await unpack(path, from, header.files, folder);
      if (unpacked) return refused(path, 'altered', unpacked);
      if (fingerprint === trust && !trusted.includes(trust)) pin(context, trust);
      const taken = await board.take(placedIn(folder, newer));
      if (!taken.ok) return taken;
      context.store.audit.append({
        action: 'feeds.imported',
        text: `${header.files.length} files of feeds of ${header.createdAt}`,
        details: { path, fingerprint },
      });
      return ok(board.list());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

function pin({ store }: Context, fingerprint: string): void {
  store.transaction(() => {
    store.feedKeys.set([...store.feedKeys.get(), fingerprint]);
    store.audit.append({ action: 'feeds.trusted', text: `Bundles of feeds signed by ${fingerprint} are trusted` });
  });
}

/** Every file is one that we know, within its bound, once; and together they are what follows the header. */
function fitting(feeds: readonly Feed<unknown>[], files: readonly BundleFile[], bytes: number): [Refusal['reason'], string] | null {
  for (const { feed: id, name, bytes: size } of files) {
    const feed = feeds.find((one) => one.id === id);
    if (!feed?.files.some((one) => one.name === name)) return ['newer', `${id}: ${name}`];
    if (size > feed.maxBytes) return ['altered', `${name} is larger than it can be`];
  }
  if (new Set(files.map((one) => one.name)).size !== files.length) return ['altered', 'a file is there twice'];
  const announced = files.reduce((sum, one) => sum + one.bytes, 0);
  return announced === bytes ? null : ['altered', `${bytes} bytes follow its header, ${announced} were announced`];
}

/** What is wrong, or null. */
async function unpack(path: string, from: number, files: readonly BundleFile[], folder: string): Promise<string | null> {
  let at = from;
  for (const { name, bytes, sha256 } of files) {
    const hash = createHash('sha256');
    const hashed = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    if (bytes) await pipeline(createReadStream(path, { start: at, end: at + bytes - 1 }), hashed, createWriteStream(join(folder, name)));
    if (hash.digest('hex') !== sha256) return `${name} is not what was signed`;
    at += bytes;
  }
  return null;
}

type Wanted = { readonly feed: Feed<unknown>; readonly file: Omit<FileToRead, 'path'> };

/** What is of a later day than what is here. */
function toRead({ store }: Context, board: FeedBoard, { files }: BundleHeader): Wanted[] {
  const here = store.feeds.files();
  return files.flatMap(({ feed: id, name, day, etag, lastModified }) => {
    const feed = board.feeds.find((one) => one.id === id);
    const url = feed?.files.find((one) => one.name === name)?.url;
    const mine = here.find((one) => one.feed === id && one.file === name && one.edition !== null);
    if (!feed || url === undefined || (mine && (dayOf(mine) ?? '') > (day ?? ''))) return [];
    return [{ feed, file: { name, url, day, keepAs: join(board.folder, name), kept: { etag, lastModified } } }];
  });
}

function placedIn(folder: string, wanted: readonly Wanted[]): Map<Feed<unknown>, FileToRead[]> {
  const groups = Map.groupBy(wanted, ({ feed }) => feed);
  return new Map([...groups].map(([feed, some]) => [feed, some.map(({ file }) => ({ ...file, path: join(folder, file.name) }))]));
}
