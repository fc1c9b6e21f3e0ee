import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { epss } from '../feeds/epss/index.ts';
import { readFolderFeed } from './feed-folder.ts';

it('keeps more rows than a function takes arguments', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-rows-'));
  try {
    const lines = Array.from({ length: 300_000 }, (_, at) => `CVE-2026-${at + 1000},0.1,0.2\n`);
    writeFileSync(join(folder, 'epss.csv.gz'), `cve,epss,percentile\n${lines.join('')}`);
    const { states, rows } = await readFolderFeed(epss, folder, { releases: [] }, '2026-11-22', () => true);
    expect(states).toMatchObject([{ state: 'read', rows: 300_000 }]);
    expect(rows).toHaveLength(300_000);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
