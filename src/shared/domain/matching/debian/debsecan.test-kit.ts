import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, inflateSync } from 'node:zlib';
import type { Advisory, DebianEntry } from '../../vulnerability/rows.ts';
import type { Installed } from '../finding.ts';

const file = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
export const packed = (name: string): string => gunzipSync(readFileSync(file(name))).toString();

/** The feed that debsecan reads, as rows of ours: numbered CVEs, an empty line, then PACKAGE,NUMBER,FLAGS,FIXED,OTHERS. */
export function debsecanRows(): Advisory<DebianEntry>[] {
  const [heads = '', entries = ''] = inflateSync(readFileSync(file('debsecan-bookworm.zlib')))
    .toString()
    .split('\n\n');
  const [version, ...names] = heads.split('\n');
  if (version !== 'VERSION 1') throw new Error('another format of debsecan');
  return entries
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [source = '', number = '', , fixed = '', others = ''] = line.split(',');
      if (others) throw new Error('this reader knows no other versions');
      const cve = names[Number(number)]?.split(',')[0] ?? '';
      const body = { cve, status: 'resolved', fixed, urgency: '', nodsa: null, nodsaReason: null, newest: null } as const;
      return { feed: 'debian-tracker', release: 'debian:12', package: source, body };
    });
}

export const realHost = (): Installed[] =>
  packed('debian-12-packages.tsv.gz')
    .trim()
    .split('\n')
    .map((line) => {
      const [name = '', version = '', , source = '', sourceVersion = ''] = line.split('\t');
      return { name, version, source, sourceVersion, origin: null };
    });

/** What the real debsecan finds on these packages with the same feed: "CVE package", sorted. */
export function askDebsecan(packages: readonly Installed[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-debsecan-'));
  try {
    writeFileSync(join(folder, 'bookworm'), readFileSync(file('debsecan-bookworm.zlib')));
    writeFileSync(
      join(folder, 'status'),
      packages
        .map(
          (one) =>
            `Package: ${one.name}\nStatus: install ok installed\nArchitecture: amd64\nSource: ${one.source} (${one.sourceVersion})\nVersion: ${one.version}\n\n`,
        )
        .join(''),
    );
    const args = ['/usr/bin/debsecan', '--config', '/dev/null', '--suite', 'bookworm', '--source', `file://${folder}/`];
    const answer = spawnSync('/usr/bin/python3', [...args, '--status', join(folder, 'status'), '--format', 'simple'], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (answer.status !== 0) throw new Error(answer.stderr);
    return answer.stdout.trim().split('\n').filter(Boolean).sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
