import { createReadStream, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findRelease } from '../../shared/domain/matching/ecosystems.ts';
import type { Installed } from '../../shared/domain/matching/finding.ts';
import { compareRpmVersions } from '../../shared/domain/versions/rpm.ts';
import type { Advisory } from '../../shared/domain/vulnerability/rows.ts';
import { almalinuxOsv } from './almalinux-osv/index.ts';
import { readFeed } from './read-feed.ts';

/** All advisories of AlmaLinux, read a second time here, without the feed's reader: what must come of each. */
interface Known {
  readonly id: string;
  readonly name: string;
  readonly cves: readonly string[];
  readonly streams: readonly string[];
  /** The builds of the fix, the oldest first. */
  readonly fixed: readonly string[];
}
interface Raw {
  readonly id: string;
  readonly summary: string;
  readonly related: readonly string[];
  readonly affected: readonly {
    package: { ecosystem: string; name: string };
    ranges: readonly { events: readonly { fixed?: string }[] }[];
  }[];
}

const file = (major: number): URL => new URL(`almalinux-osv/fixtures/almalinux${major}.jsonl.gz`, import.meta.url);
const raw = (major: number): Raw[] =>
  gunzipSync(readFileSync(file(major)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Raw);

function knownOf(record: Raw, major: number): Known[] {
  const cves = record.related.filter((one) => one.startsWith('CVE-'));
  const security = cves.length ? cves : record.id.startsWith('ALSA') ? [record.id] : [];
  const mine = record.affected.filter((one) => one.package.ecosystem === `AlmaLinux:${major}`);
  const named = record.summary.split(/[\s,/]+/).filter((word) => /^[a-z][\w.+-]*:[\w.]+$/i.test(word));
  return [...Map.groupBy(mine, (one) => one.package.name)].map(([name, some]) => ({
    id: record.id,
    name,
    cves: security,
    streams: named,
    fixed: some.flatMap((one) => one.ranges[0]?.events.flatMap((event) => event.fixed ?? []) ?? []).sort(compareRpmVersions),
  }));
}

const isModular = (version: string): boolean => version.includes('.module_');
/** A package of this advisory at that version, of the first stream that the advisory names. */
function installed({ name, streams, fixed }: Known, version: string): Installed {
  const module = isModular(fixed[0] ?? '') ? `${streams[0] ?? 'nothing:1'}:8000:abc` : '';
  return { name, version, source: '', sourceVersion: '', origin: 'AlmaLinux', module };
}

const before = (version: string): string => `${version}~`;
const after = (version: string): string => `${version}.1`;

describe.each([8, 9, 10])('all advisories of AlmaLinux %i', { timeout: 300_000 }, (major) => {
  it('installed before, at and after the fix, with module streams, are each what the advisory says', async () => {
    const rows: Advisory[] = [];
    const read = await readFeed(
      almalinuxOsv,
      'almalinux-osv.zip',
      { releases: [`almalinux:${major}`] },
      createReadStream(file(major)),
      (some) => rows.push(...some),
    );
    expect(read.ok).toBe(true);
    const found = findRelease(`alma:${major}`);
    if (!found) throw new Error('unknown release');
    const match = found.ecosystem.prepare(found.release, rows, '2026-11-22');
    const all = raw(major).flatMap((record) => knownOf(record, major));
    const byName = Map.groupBy(all, (one) => one.name);
    const wrong: string[] = [];
    let judged = 0;
    for (const known of all) {
      const [oldest = ''] = known.fixed;
      for (const version of [before(oldest), oldest, after(known.fixed.at(-1) ?? '')]) {
        const one = installed(known, version);
        const { findings } = match({ packages: [one], kernel: null, modules: null });
        judged += 1;
        const ours = findings.filter((finding) => finding.status === 'fixed-available').map((finding) => finding.cve);
        const expected = isKernelPart(one.name) ? null : expectedOf(one, byName.get(one.name) ?? []);
        if (expected !== null && ours.sort().join() !== expected.join()) wrong.push(`${known.id} ${one.name} ${version} ${one.module}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(major === 10 ? 15_000 : 50_000);
  });
});

/** Kernel packages have tests of their own: only the running image is judged. */
const isKernelPart = (name: string): boolean => /^(kernel|kernel-.*|perf|bpftool|python3?-perf|rtla|rv|libperf.*)$/.test(name);

/** Every CVE of an advisory on this package and stream of which no build is installed. */
function expectedOf(one: Installed, about: readonly Known[]): string[] {
  const stream = one.module === '' ? null : one.module?.split(':').slice(0, 2).join(':');
  const open = about.filter(({ fixed, streams }) => {
    const modular = isModular(fixed[0] ?? '');
    if (modular !== (stream !== null) || (modular && !streams.includes(stream ?? ''))) return false;
    return compareRpmVersions(one.version, fixed[0] ?? '') < 0;
  });
  return [...new Set(open.flatMap(({ cves }) => cves))].sort();
}
