import { explain } from '../../../shared/domain/problem.ts';
import type { RehearsalEvidence, RehearsalFinding } from '../../../shared/domain/rehearsal.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { RunSpec } from '../platform.ts';
import { readProblem } from './report.ts';
import { count, type Sections } from './sections.ts';

const MiB = 1024 * 1024;
/** What logs, databases and caches take beside (space.ts). */
const FLOOR = 16 * MiB;

/**
 * Words of scripts that looked for what no clone has: a system manager, a daemon's socket, a network, a boot device. Taken
 * from systemctl, D-Bus, the clients of MySQL, PostgreSQL and Redis, curl, apt and GRUB.
 */
const MISSING_ON_A_CLONE =
  /failed to connect to bus|not been booted with systemd|connection refused|could not connect to|can't connect to|is the server running|network is unreachable|temporary failure (?:in name resolution|resolving)|could not resolve|\.sock(?:et)?\b.*(?:no such file|refused)|cannot find a device for|failed to get canonical path of/i;

const note = (kind: RehearsalFinding['kind'], text: string, lines: readonly string[] = []): RehearsalFinding => ({
  kind,
  weight: 'note',
  text: cleanText(text),
  package: null,
  lines: lines.slice(0, 200).map((line) => cleanText(line)),
});
const many = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

export const endedWell = (sections: Sections, run: 'update' | 'back'): boolean =>
  sections.has(`${run}.exit`) && sections.lines(`${run}.exit`)[0]?.trim() === '0';

/** What a rehearsal has to say, the gravest first. `spec` is the run that was rehearsed. */
export function rehearsalFindings(sections: Sections, evidence: RehearsalEvidence, spec: RunSpec): RehearsalFinding[] {
  const weights = ['fails', 'differs', 'note'];
  return [
    ...failures(sections, 'update'),
    ...broken(sections),
    ...noSpace(sections),
    ...wayBack(sections, evidence, spec),
    ...changes(sections, evidence, spec),
  ].sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));
}

/** Why a run on the clone failed: the scripts that did, else what the package manager or the runner said. */
function failures(sections: Sections, run: 'update' | 'back'): RehearsalFinding[] {
  if (endedWell(sections, run)) return [];
  const scripts = sections.has(`${run}.log`) ? failedScripts(sections.lines(`${run}.log`)) : [];
  if (scripts.length) return scripts;
  const exit = sections.has(`${run}.exit`) ? (sections.lines(`${run}.exit`)[0]?.trim() ?? '') : '';
  const problem = readProblem(sections.has(`${run}.problem`) ? sections.lines(`${run}.problem`) : [], exit || null);
  const explained = problem ? explain(problem) : null;
  return [
    {
      ...note('update-failed', explained?.title ?? `The package manager ended with ${exit || 'no exit code'}`, explained?.detail),
      weight: 'fails',
    },
  ];
}

/**
 * dpkg's own report of a script that failed (dpkg, src/main/errors.c and script.c): the package that it was at, then the
 * script and its exit. What the script itself said stands before it, down to the line that announces the package.
 */
export function failedScripts(log: readonly string[]): RehearsalFinding[] {
  const found = new Map<string, RehearsalFinding>();
  log.forEach((line, at) => {
    const script = /^ (?:installed|new|old) (\S+) package (.+) script subprocess (.+)$/.exec(line);
    if (!script || !log[at - 1]?.startsWith('dpkg: error processing ')) return;
    const [, name = '', which = '', how = ''] = script;
    const said: string[] = [];
    for (let back = at - 2; back >= 0 && said.length < 20 && !ANNOUNCED.test(log[back]!); back -= 1) said.unshift(log[back]!);
    const known = name.replace(/:.*/, '');
    if (found.has(`${known} ${which}`)) return;
    const looksElsewhere = said.some((words) => MISSING_ON_A_CLONE.test(words));
    found.set(`${known} ${which}`, {
      ...note('script-failed', `${known}: its ${which} script ${how}${looksElsewhere ? '; it looked for what no clone has' : ''}`, said),
      weight: looksElsewhere ? 'differs' : 'fails',
      package: /^[a-z0-9][a-z0-9+.-]+$/.test(known) ? known : null,
    });
  });
  return [...found.values()];
}
const ANNOUNCED = /^(Setting up|Unpacking|Preparing to unpack|Removing|Purging|Processing triggers|Selecting previously|\d\d:\d\d:\d\dZ) ?/;

function broken(sections: Sections): RehearsalFinding[] {
  const lines = sections.has('audit') ? sections.texts('audit') : [];
  return lines.length ? [{ ...note('packages-broken', 'dpkg --audit is not empty afterwards', lines), weight: 'fails' }] : [];
}

/** What was written on the clone, less what it took the place of, against what is free on the host's own file system. */
function noSpace(sections: Sections): RehearsalFinding[] {
  if (!sections.has('space')) return [];
  return sections.rows('space', 3).flatMap(([path = '', grown = '', free]): RehearsalFinding[] => {
    const need = (grown.startsWith('-') ? 0 : count(grown)) + FLOOR;
    if (need <= count(free)) return [];
    const text = `Too little space on ${path}: ${Math.ceil(need / MiB)} MiB needed, ${Math.floor(count(free) / MiB)} MiB free`;
    return [{ ...note('no-space', text), weight: 'fails' }];
  });
}

function wayBack(sections: Sections, { wayBack }: RehearsalEvidence, spec: RunSpec): RehearsalFinding[] {
  if (wayBack.proven || !endedWell(sections, 'update')) return [];
  const causes = failures(sections, 'back');
  const lines = sections.has('back.differs')
    ? [...causes.flatMap((cause) => [cause.text, ...cause.lines]), ...sections.texts('back.differs')]
    : causes.flatMap((cause) => [cause.text, ...cause.lines]);
  const accepted = spec.options.allowWithoutWayBack;
  const weight = accepted ? 'note' : causes.length && causes.every((cause) => cause.weight === 'differs') ? 'differs' : 'fails';
  return [{ ...note('way-back-fails', wayBack.why, lines), weight }];
}

/** What dpkg and ucf leave behind tells whose file stays: "-old" is ours, put aside; the others are the package's (dpkg(1), --force-confold). */
const conffileNote = ({ path, kept }: { path: string; kept: string }): RehearsalFinding =>
  kept.endsWith('-old')
    ? note('config-changed', `${path} is replaced; the one of before is kept as ${kept}`)
    : note('conffile-kept', `${path} was edited here and stays; the new one is ${kept}`);

function changes(sections: Sections, evidence: RehearsalEvidence, { items }: RunSpec): RehearsalFinding[] {
  const removed = items.filter((item) => item.action === 'remove').map((item) => item.name);
  const left = new Set(evidence.conffiles.map(({ kept }) => kept));
  const config = evidence.files.listed.filter(({ path }) => path.startsWith('/etc/') && !left.has(path));
  const skipped = sections.has('skipped') ? sections.texts('skipped') : [];
  const { restarts, bootFiles } = evidence;
  return [
    ...(removed.length ? [note('removes', `Removes ${removed.join(', ')}`, removed)] : []),
    ...evidence.conffiles.map(conffileNote),
    ...(skipped.length ? [note('not-rehearsed', 'The boot loader is not set up on a clone', skipped)] : []),
    ...(bootFiles.length ? [note('boot-changed', `${many(bootFiles.length, 'file')} in /boot changed`, bootFiles)] : []),
    ...(restarts.length ? [note('restarts', `${many(restarts.length, 'service')} would restart`, restarts)] : []),
    ...(config.length
      ? [
          note(
            'config-changed',
            `${many(config.length, 'config file')} changed`,
            config.map(({ change, path }) => `${change} ${path}`),
          ),
        ]
      : []),
  ];
}
