import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Advisory, AlpineEntry, RpmEntry, UbuntuEntry } from '../vulnerability/rows.ts';
import { findRelease } from './ecosystems.ts';
import type { Installed } from './finding.ts';

interface Value {
  readonly FixedVersion?: string;
  readonly Entries?: readonly { FixedVersion?: string; Status?: number; Affected?: readonly number[]; Cves: readonly { ID?: string }[] }[];
}
type Bucket<T> = { bucket: string; pairs: T[] };
type Database = Bucket<Bucket<{ key: string; value: Value }>>[];

const read = (name: string): string => readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
const database = (name: string): [release: string, package_: string, id: string, value: Value][] =>
  (parse(read(`trivy-${name}.yaml`)) as Database).flatMap(({ bucket: release, pairs }) =>
    pairs.flatMap(({ bucket: name, pairs: ids }) =>
      ids.map(({ key, value }): [string, string, string, Value] => [release, name, key, value]),
    ),
  );

/** trivy's database as rows of ours. */
const alpine = database('alpine').map(([release, origin, cve, { FixedVersion: fixed = '' }]): Advisory<AlpineEntry> => ({
  feed: 'alpine-secdb',
  release: release.replace(' ', ':'),
  package: origin,
  body: { cve, fixed, repository: 'main' },
}));
const ubuntu = database('ubuntu').map(([release, source, cve, { FixedVersion: fixed = null }]): Advisory<UbuntuEntry> => ({
  feed: 'ubuntu-osv',
  release: release.replace(' ', ':'),
  package: source,
  body: { cve, record: cve, pocket: 'standard', since: null, fixed, newestAffected: null, availability: '', priority: '' },
}));
const rpm = (feed: string, release: string, name: string, change: Partial<RpmEntry>): Advisory<RpmEntry> => ({
  feed,
  release,
  package: name,
  body: { advisory: '', cves: [], since: null, fixed: [], unfixed: null, streams: [], channel: '', severity: '', ...change },
});
const opensuse = database('opensuse').map(([release, name, advisory, { FixedVersion: fixed = '' }]) => {
  const id = release === 'openSUSE Tumbleweed' ? 'opensuse-tumbleweed' : release.replace('openSUSE Leap ', 'opensuse-leap:');
  return rpm('opensuse-osv', id, name, { advisory, fixed: [fixed] });
});
/** Red Hat's entries go by numbers of products; a fix's "el7" says the release, and what has no fix is of both. types.Statuses: 5, 7. */
const UNFIXED = { 5: 'will-not-fix', 7: 'end-of-life' } as const;
const redhat = database('redhat').flatMap(([, name, id, { Entries: entries = [] }]) =>
  entries.flatMap(({ FixedVersion: fixed, Status: status, Cves: cves }) => {
    const releases = /\.el(\d)/.exec(fixed ?? '')?.slice(1) ?? (status === 5 ? ['7'] : ['6']);
    const unfixed = fixed === undefined ? UNFIXED[status as 5 | 7] : null;
    const body = { advisory: id, cves: cves.flatMap((cve) => cve.ID ?? []), fixed: fixed === undefined ? [] : [fixed], unfixed };
    return releases.map((major) => rpm('redhat-osv', `rhel:${major}`, name, body));
  }),
);
const rows: readonly Advisory[] = [...alpine, ...ubuntu, ...opensuse, ...redhat];

const golden = read('trivy.tsv')
  .trim()
  .split('\n')
  .map((line) => line.split('\t'));
/** Binary packages of the images by their sources. */
const SOURCES: Readonly<Record<string, string>> = {
  'libcrypto1.1': 'openssl',
  'libssl1.1': 'openssl',
  'musl-utils': 'musl',
  'libcom-err2': 'e2fsprogs',
  libext2fs2: 'e2fsprogs',
  libss2: 'e2fsprogs',
};
const WORDS: Readonly<Record<string, string>> = {
  'fixed-available': 'fixed',
  'affected-no-fix': 'affected',
  'will-not-fix': 'will_not_fix',
  'end-of-life': 'end_of_life',
};
const bare = (version: string): string => version.replace(/^0:/, '');

describe("beside trivy's golden files", () => {
  it.each([...new Set(golden.map(([release]) => release ?? ''))])('finds the same on %s', (text) => {
    const found = findRelease(text);
    if (!found) throw new Error(text);
    const mine = golden.filter(([release]) => release === text);
    const packages = [...new Map(mine.map(([, , name = '', version = '']) => [name, version]))].map(([name, version]): Installed => {
      const source = SOURCES[name] ?? name;
      return { name, version, source, sourceVersion: version, origin: null };
    });
    const match = found.ecosystem.prepare(found.release, rows, '2026-11-22');
    const { findings, unjudged } = match({ packages, kernel: null, modules: null });
    const installed = new Map(packages.map((one) => [one.name, one.version]));
    const ours = findings.map((one) =>
      [text, one.cve, one.package, installed.get(one.package), bare(one.fixed ?? ''), WORDS[one.status] ?? one.status].join('\t'),
    );
    expect(unjudged).toEqual([]);
    expect(ours.sort()).toEqual(mine.map((cells) => cells.join('\t')).sort());
  });
});
