import { PackageName, PackageVersion } from '../facts.ts';
import { fail, ok, type Result } from '../result.ts';
import { cleanText } from '../text.ts';
import type { Installed, Unjudged } from './finding.ts';

/** Far more than any host has. */
const MAX_PACKAGES = 100_000;
export const DPKG_QUERY = "dpkg-query -W -f '${Package}\\t${Version}\\t${source:Package}\\t${source:Version}\\n'";

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
  const entries = /^Package: /m.test(text) ? fromStatus(text) : fromLines(text);
  const packages: Installed[] = [];
  const unjudged: Unjudged[] = [];
  for (const entry of entries) {
    if (packages.length + unjudged.length >= MAX_PACKAGES)
      return fail({ kind: 'cannot-parse', what: 'package list', line: `more than ${MAX_PACKAGES} packages` });
    const one = installedOf(entry.cells);
    if (one === null)
      return fail({ kind: 'cannot-parse', what: 'package list', line: cleanText(`line ${entry.line}: ${entry.text}`, 300) });
    if (one.source) packages.push(one);
    else unjudged.push({ package: one.name, version: one.version, rule: 'source-not-said', reason: `list it with ${DPKG_QUERY}` });
  }
  return packages.length + unjudged.length
    ? ok({ packages, unjudged })
    : fail({ kind: 'cannot-parse', what: 'package list', line: 'no package in it' });
}

interface Entry {
  readonly line: number;
  readonly text: string;
  readonly cells: readonly string[];
}

function* fromLines(text: string): Generator<Entry> {
  let line = 0;
  for (const raw of text.split('\n')) {
    line += 1;
    const one = raw.replace(/\r$/, '');
    if (one.trim() === '' || one.startsWith('#')) continue;
    const cells = one.split('\t').map((cell) => cell.trim());
    // dpkg(1): the second letter of the state is "i" for installed; configuration files alone are no package.
    if (cells.length === 6 && !/^.i/.test(cells[5] ?? '')) continue;
    yield { line, text: one, cells: cells.length >= 5 ? [0, 1, 3, 4].map((at) => cells[at] ?? '') : cells };
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
