import type { Result } from '../../result.ts';
import type { Installed } from '../finding.ts';
import { collectPackages, linesOf, type Line, type PackageList } from '../package-list.ts';

/**
 * A bare list of Alpine packages: `apk list -I`, which says the origin package in braces; `apk info -v`, which does
 * not; or the database itself, /lib/apk/db/installed.
 */
export function readApkList(text: string): Result<PackageList> {
  return /^P:/m.test(text)
    ? collectPackages(paragraphs(text), ({ cells: [name, version, origin] }) => made(name, version, origin))
    : collectPackages(packagesOf(text), (line) => readLine(line.text));
}

/** A name that begins with a point is a virtual package: a list of others under one name. */
function* packagesOf(text: string): Generator<Line> {
  for (const line of linesOf(text)) if (!line.text.startsWith('.') && !line.text.startsWith('WARNING:')) yield line;
}

/** "musl-1.2.5-r0 x86_64 {musl} (MIT) [installed]", "musl-1.2.5-r0" or "musl-1.2.5-r0 - the musl c library (libc)". */
function readLine(line: string): Installed | null {
  const [, full = '', rest = ''] = /^(\S+)(.*)$/.exec(line.trim()) ?? [];
  const [, name = '', version = ''] = /^(.+)-(\d[^-]*-r\d+)$/.exec(full) ?? [];
  const [, origin = ''] = /^ \S+ \{([^}]*)\} /.exec(rest) ?? [];
  if (rest !== '' && !origin && !rest.startsWith(' - ')) return null;
  return made(name, version, origin.replace(/^.*\//, ''));
}

interface Paragraph extends Line {
  readonly cells: readonly [name: string, version: string, origin: string];
}

/** https://wiki.alpinelinux.org/wiki/Apk_spec: one letter, a colon and the value; P is the name, V the version, o the origin. */
function* paragraphs(text: string): Generator<Paragraph> {
  let line = 1;
  for (const paragraph of text.split(/\n\n+/)) {
    const field = (letter: string): string => new RegExp(`^${letter}:(.*)$`, 'm').exec(paragraph)?.[1]?.trim() ?? '';
    const name = field('P');
    if (paragraph.trim() !== '' && !name.startsWith('.')) yield { line, text: name, cells: [name, field('V'), field('o')] };
    line += paragraph.split('\n').length + 1;
  }
}

const NAME = /^[A-Za-z0-9_][A-Za-z0-9._+@-]{0,127}$/;

function made(name: string, version: string, origin: string): Installed | null {
  const good = NAME.test(name) && /^[A-Za-z0-9._~+-]{1,128}$/.test(version) && (origin === '' || NAME.test(origin));
  return good ? { name, version, source: origin, sourceVersion: version, origin: null } : null;
}
