import { PackageName, PackageVersion } from '../facts.ts';
import { fail, ok, type Result } from '../result.ts';
import { cleanText } from '../text.ts';
import type { Installed, Unjudged } from './finding.ts';

/** Far more than any host has. */
const MAX_PACKAGES = 100_000;
const DPKG_QUERY = "dpkg-query -W -f '${Package}\\t${Version}\\t${source:Package}\\t${source:Version}\\n'";

export interface PackageList {
  readonly packages: readonly Installed[];
  readonly unjudged: readonly Unjudged[];
}

/**
 * A bare list of Debian packages: dpkg's status file, or dpkg-query's lines (name, version, source, source version;
 * or name, version, architecture, source, source version, state). A line of name and version alone, as plain
 * `dpkg-query -W` prints it, does not say the source package: it cannot be judged, and is listed as that.
 */
export function readPackageList(text: string): Result<PackageList> {
  const list = collectPackages(/^Package: /m.test(text) ? fromStatus(text) : fromLines(text), ({ cells }) => installedOf(cells));
  if (!list.ok) return list;
  const { packages } = list.value;
  const unjudged = packages
    .filter((one) => !one.source)
    .map(({ name, version }) => ({ package: name, version, rule: 'source-not-said', reason: `list it with ${DPKG_QUERY}` }));
  return ok({ packages: packages.filter((one) => one.source), unjudged });
}

/** One package of a list, where it stands and how it is written. */
export interface Line {
  readonly line: number;
  readonly text: string;
}

/** Every entry as a package, or the first that is none as a problem. */
export function collectPackages<T extends Line>(entries: Iterable<T>, read: (entry: T) => Installed | null): Result<PackageList> {
  const packages: Installed[] = [];
  for (const entry of entries) {
    if (packages.length >= MAX_PACKAGES) return unreadable(`more than ${MAX_PACKAGES} packages`);
    const one = read(entry);
    if (one === null) return unreadable(`line ${entry.line}: ${entry.text}`);
    packages.push(one);
  }
  return packages.length ? ok({ packages, unjudged: [] }) : unreadable('no package in it');
}

const unreadable = (line: string): Result<never> => fail({ kind: 'cannot-parse', what: 'package list', line: cleanText(line, 300) });

/** Lines with something on them; "#" begins a remark. */
export function* linesOf(text: string): Generator<Line> {
  let line = 0;
  for (const raw of text.split('\n')) {
    line += 1;
    const one = raw.replace(/\r$/, '');
    if (one.trim() !== '' && !one.startsWith('#')) yield { line, text: one };
  }
}

interface Entry extends Line {
  readonly cells: readonly string[];
}

function* fromLines(text: string): Generator<Entry> {
  for (const one of linesOf(text)) {
    const cells = one.text.split('\t').map((cell) => cell.trim());
    // dpkg(1): the second letter of the state is "i" for installed; configuration files alone are no package.
    if (cells.length === 6 && !/^.i/.test(cells[5] ?? '')) continue;
    yield { ...one, cells: cells.length >= 5 ? [0, 1, 3, 4].map((at) => cells[at] ?? '') : cells };
  }
}

/** dpkg's status file, deb822(5): only what is installed. */
function* fromStatus(text: string): Generator<Entry> {
  let line = 1;
  for (const paragraph of text.split(/\n\n+/)) {
    const field = (name: string): string => new RegExp(`^${name}: *(.*)$`, 'm').exec(paragraph)?.[1]?.trim() ?? '';
    const [, source = '', sourceVersion = ''] = /^(\S+)(?: \((\S+)\))?$/.exec(field('Source')) ?? [];
    const [name, version] = [field('Package'), field('Version')];
    if (name && / installed$/.test(field('Status')))
      yield { line, text: name, cells: [name, version, source || name, sourceVersion || version] };
    line += paragraph.split('\n').length + 1;
  }
}

/** null where it is no package; an empty source where none is said. */
function installedOf([full = '', version = '', source = '', sourceVersion = '']: readonly string[]): Installed | null {
  const name = full.replace(/:[a-z0-9-]+$/, '');
  const good = PackageName.safeParse(name).success && PackageVersion.safeParse(version).success;
  if (!good || (source && !PackageName.safeParse(source).success)) return null;
  if (sourceVersion && !PackageVersion.safeParse(sourceVersion).success) return null;
  return { name, version, source: sourceVersion ? source : '', sourceVersion, origin: null };
}
