import type { Problem } from '../../../shared/domain/problem.ts';
import { cleanText } from '../../../shared/domain/text.ts';

/**
 * What apt and dpkg say when they fail, as problems. Every pattern was seen in real output (see errors.test.ts);
 * the words are those of LC_ALL=C, the same from apt 1.0 to 3.1 unless a comment says otherwise.
 */
type Rule = (line: string) => Problem | null;

const UNKNOWN_HOLDER = 'another program (it does not say which)';

/** apt names the holder since 2.0; before that, and when a wait for the lock ran out, it only names the lock. */
const lockHeld: Rule = (line) => {
  const held =
    /^E: Could not get lock (\S+?)\.? (?:It is held by process (\d+)(?: \((.*)\))?|- open \(11: Resource temporarily unavailable\))$/.exec(
      line,
    );
  if (held)
    return {
      kind: 'lock-held',
      lock: cleanText(held[1] ?? ''),
      holder: held[2] ? cleanText(`${held[3] ?? 'process'} (pid ${held[2]})`) : UNKNOWN_HOLDER,
    };
  const gone =
    /^E: Unable to (?:acquire the dpkg frontend lock|lock the administration directory) \((\S+)\), is another process using it\?$/.exec(
      line,
    );
  return gone ? { kind: 'lock-held', lock: cleanText(gone[1] ?? ''), holder: UNKNOWN_HOLDER } : null;
};

const noRights: Rule = (line) =>
  /^E: Could not open lock file \S+ - open \(13: Permission denied\)$/.test(line)
    ? { kind: 'rights-needed', forWhat: 'the package manager' }
    : null;

const interrupted: Rule = (line) =>
  /^(E: |dpkg: error: )dpkg was interrupted, you must manually run /.test(line)
    ? { kind: 'packages-broken', lines: [cleanText(line)] }
    : null;

const full: Rule = (line) => {
  const place = /^E: You don't have enough free space in (\S+?)\.$/.exec(line)?.[1];
  // What is free and what is needed is not said here; the preview knows both.
  return place || /: No space left on device|\(28: No space left on device\)/.test(line)
    ? { kind: 'disk-full', path: cleanText(place ?? '/'), freeBytes: 0, needBytes: 0 }
    : null;
};

/** Where the host has older lists apt goes on with those, says so first, and ends with a failed fetch. */
const unsigned: Rule = (line) => {
  const found =
    /^[EW]: (?:An error occurred during the signature verification\. .{0,200}? )?GPG error: (\S+) .*?: .*$/.exec(line) ??
    /^[EW]: Failed to fetch (\S+) +The following signatures (?:were invalid|couldn't be verified)/.exec(line) ??
    /^[EW]: The repository '(\S+) [^']*' is not signed\.$/.exec(line);
  return found ? { kind: 'repository-signature', url: cleanText(found[1] ?? ''), detail: cleanText(line) } : null;
};

const expired: Rule = (line) => {
  const found = /^E: Release file for (\S+) is (?:expired|not valid yet) \(/.exec(line);
  return found ? { kind: 'repository-expired', url: cleanText(found[1] ?? ''), detail: cleanText(line) } : null;
};

/** "W:" where apt does not count a failed index as an error (before 2.1, which knows no APT::Update::Error-Mode). */
const unreachable: Rule = (line) => {
  const found =
    /^[EW]: Failed to fetch (\S+) +(.*)$/.exec(line) ??
    /^[EW]: The repository '(\S+) [^']*' (?:does not have|does no longer have|no longer has) a Release file\.$/.exec(line);
  return found ? { kind: 'repository-unreachable', url: cleanText(found[1] ?? ''), detail: cleanText(line) } : null;
};

/** The first problem of the first rule that finds one: rules stand in the order of what has to be mended first. */
const firstOf = (rules: readonly Rule[], lines: readonly string[]): Problem | null => {
  for (const rule of rules)
    for (const line of lines) {
      const problem = rule(line);
      if (problem) return problem;
    }
  return null;
};

/** apt's errors and dpkg's, which names the package and says why in indented lines below. */
const words = (lines: readonly string[]): string[] =>
  lines
    .filter((line, at) => /^([EW]: |dpkg: error)/.test(line) || (/^ \S/.test(line) && /^(dpkg: error| \S)/.test(lines[at - 1] ?? '')))
    .slice(0, 50)
    .map((line) => cleanText(line));

/** Why `apt-get update` did not bring all lists, from its standard error; null where it did. */
export function aptUpdateProblem(stderr: readonly string[], exit: number): Problem | null {
  const known = firstOf([lockHeld, noRights, full, unsigned, expired, unreachable], stderr);
  return known ?? (exit === 0 ? null : { kind: 'command-failed', what: 'apt-get update', exit, lines: words(stderr) });
}

/** Why an apt-get or dpkg command that ended with `exit`, not 0, failed: from the lines of its standard output and error. */
export function aptProblem(lines: readonly string[], exit: number): Problem {
  const known = firstOf([lockHeld, noRights, interrupted, full, unsigned, unreachable], lines) ?? unmet(lines);
  return known ?? { kind: 'package-manager-failed', exit, lines: words(lines) };
}

const unmetHeading = /^(The following packages have unmet dependencies|Unsatisfied dependencies):$/;
const unmetEnd = /^E: (Unmet dependencies\.|Unable to correct problems|Held packages were changed|Packages need to be removed)/;

/** The indented lines below the heading, and the error that closes it. */
function unmet(lines: readonly string[]): Problem | null {
  const end = lines.filter((line) => unmetEnd.test(line));
  const from = lines.findIndex((line) => unmetHeading.test(line));
  if (from < 0 && end.length === 0) return null;
  const below = lines.slice(from + 1);
  const length = below.findIndex((line) => !line.startsWith(' '));
  const listed = from < 0 ? [] : below.slice(0, length < 0 ? below.length : length);
  return { kind: 'dependencies', lines: [...listed, ...end].slice(0, 50).map((line) => cleanText(line)) };
}
