import { cleanText } from '../../../shared/domain/text.ts';
import type { Notes } from '../scan-notes.ts';

/** One package index that apt uses. */
export interface AptSource {
  /** "Debian:oldstable-security": the repository's origin and archive. */
  readonly origin: string;
  readonly security: boolean;
}
/** By apt's own description of the index, which stands in each version table. */
export type AptSources = ReadonlyMap<string, AptSource>;

export interface AptVersion {
  readonly version: string;
  /** Less than 100 while the update is handed out to a part of all hosts only. */
  readonly phased: number;
  readonly sources: readonly string[];
}
export interface AptCandidate {
  readonly installed: string | null;
  readonly candidate: string | null;
  /** Newest first, as apt prints them. */
  readonly versions: readonly AptVersion[];
}

const STATUS = '/var/lib/dpkg/status';

/** `apt-cache policy` without names (apt-cache(8)): the indexes, each with its release line. */
export function readSources(lines: readonly string[], notes: Notes): AptSources {
  const sources = new Map<string, AptSource>();
  let current: string | null = null;
  for (const line of lines) {
    if (line === 'Package files:') continue;
    if (line === 'Pinned packages:') break; // from here on it is about pins, which the candidates already obey
    const index = /^ *-?\d+ (\S.*)$/.exec(line);
    const release = /^ {5}(release|origin) (.*)$/.exec(line);
    if (release && current !== null) {
      if (release[1] === 'release') sources.set(current, readRelease(release[2] ?? '', current));
    } else if (index) {
      current = index[1] ?? '';
      sources.set(current, { origin: cleanText(current), security: false });
    } else notes.unknown('apt-cache policy', line);
  }
  sources.delete(STATUS);
  return sources;
}

/** "v=12,o=Debian,a=oldstable-security,n=bookworm-security,l=Debian-Security,c=main,b=amd64"; values may hold blanks and commas. */
function readRelease(text: string, index: string): AptSource {
  const values = new Map<string, string>();
  let key = '';
  for (const part of text.split(',')) {
    if (/^[a-z]=/.test(part)) {
      key = part.charAt(0);
      values.set(key, part.slice(2));
    } else if (key) values.set(key, `${values.get(key) ?? ''},${part}`);
  }
  const archive = values.get('a') ?? '';
  const codename = values.get('n') ?? '';
  const origin = values.get('o');
  return {
    origin: cleanText(origin ? `${origin}:${archive || codename}` : index),
    // Debian up to 10 says it in the label only; Ubuntu, its ESM and Debian since then say it in the archive's name.
    security: values.get('l') === 'Debian-Security' || archive.endsWith('-security') || codename.endsWith('-security'),
  };
}

/** `apt-cache policy NAME...`: the version table of each package. Keys are "name:architecture". */
export function readCandidates(lines: readonly string[], native: string, notes: Notes): Map<string, AptCandidate> {
  const found = new Map<string, AptCandidate>();
  type Open = { installed: string | null; candidate: string | null; versions: { version: string; phased: number; sources: string[] }[] };
  let open: Open | null = null;
  for (const line of lines) {
    const header = !line.startsWith(' ') && /^([a-z0-9][a-z0-9+.-]*)(:[a-z0-9-]+)?:$/.exec(line);
    if (header) {
      open = { installed: null, candidate: null, versions: [] };
      found.set(`${header[1] ?? ''}${header[2] ?? `:${native}`}`, open);
    } else if (!open || !readTableLine(line, open)) notes.unknown('apt-cache policy', line);
  }
  return found;
}

function readTableLine(
  line: string,
  open: { installed: string | null; candidate: string | null; versions: { version: string; phased: number; sources: string[] }[] },
): boolean {
  if (line === '  Version table:' || line.startsWith('  Package pin: ')) return true;
  const field = /^ {2}(Installed|Candidate): (\S+)$/.exec(line);
  if (field) {
    const value = field[2] === '(none)' ? null : (field[2] ?? null);
    if (field[1] === 'Installed') open.installed = value;
    else open.candidate = value;
    return true;
  }
  const version = /^ (?:\*\*\*| {3}) (\S+) -?\d+(?: \(phased (\d{1,3})%\))?$/.exec(line);
  if (version) {
    open.versions.push({ version: version[1] ?? '', phased: Number(version[2] ?? 100), sources: [] });
    return true;
  }
  const source = /^ {7} *-?\d+ (\S.*)$/.exec(line);
  if (source && source[1] !== STATUS) open.versions.at(-1)?.sources.push(source[1] ?? '');
  return source !== null && open.versions.length > 0;
}
