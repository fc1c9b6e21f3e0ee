import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { feeds } from '../../feeds/index.ts';
import { opened } from '../../store/store.test-kit.ts';
import { readIntoStore } from './read-into-store.ts';
import { resolved, tracker } from './vulnerabilities.test-kit.ts';

/** A process to be killed: reads one edition of the tracker after the other, and says each once it is in use. Argument: the folder. */
const [folder = ''] = process.argv.slice(2);
const ROWS = 3000;
const store = opened(join(folder, 'patchbay.sqlite'));
const feed = feeds['debian-tracker'];
const url = feed.files[0]?.url ?? '';
mkdirSync(join(folder, 'feeds'), { recursive: true });

for (let edition = Number(store.feeds.files()[0]?.kept.etag ?? 0) + 1; ; edition += 1) {
  const path = join(folder, 'feeds', 'debian-tracker.json.new');
  const entries = Array.from(
    { length: ROWS },
    (_, n) => [`source-${n % 900}`, `CVE-2026-${10_000 + n}`, resolved(`1.${edition}-1`)] as const,
  );
  writeFileSync(path, tracker(...entries));
  const file = {
    name: 'debian-tracker.json',
    path,
    keepAs: path.slice(0, -4),
    url,
    day: null,
    kept: { etag: String(edition), lastModified: null },
  };
  const { read } = await readIntoStore(store, feed, [file], ['debian:12'], new Date().toISOString());
  if (read.length !== 1) throw new Error('it was not read');
  writeSync(1, `${edition}\n`);
}
