import { isOver } from '../../../../shared/domain/rehearsal.ts';
import type { Rehearsal, RehearsalFinding, RehearsalPhase, RehearsalVerdict } from '../../../../shared/domain/rehearsal.ts';
import { EXIT, exitCodeOf, worst } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { bytes, duration, plural } from '../format.ts';
import { problemLines } from '../problem-text.ts';
import type { ProgressRow } from '../progress.ts';
import type { Cell, Style, Tone } from '../style.ts';

const verdictWords: Readonly<Record<RehearsalVerdict, readonly [Tone, string]>> = {
  passed: ['ok', 'Passed'],
  'would-fail': ['bad', 'Would fail'],
  differs: ['warn', 'Differs on a clone'],
  cannot: ['unknown', 'Cannot be rehearsed'],
};
const stateWords: Readonly<Record<Rehearsal['state'], readonly [Tone, string]>> = {
  waiting: ['idle', 'Waiting'],
  intended: ['live', 'Starting'],
  running: ['live', 'Starting'],
  ended: ['idle', 'Ended'],
  cancelled: ['idle', 'Cancelled'],
};
const phaseWords: Readonly<Record<RehearsalPhase, string>> = {
  claimed: 'Started',
  'checking-room': 'Looking for room',
  cloning: 'Making the clone',
  staging: 'Downloading',
  updating: 'Updating the clone',
  comparing: 'Comparing',
  'going-back': 'Going back',
  finished: 'Finished',
};

function wordsOf({ state, phase, verdict }: Rehearsal): readonly [Tone, string] {
  if (verdict) return verdictWords[verdict];
  return state === 'running' && phase ? ['live', phaseWords[phase]] : stateWords[state];
}

export function rehearsalProgress(one: Rehearsal): ProgressRow {
  const [tone, word] = wordsOf(one);
  const { progress } = one;
  const packages = progress && progress.packagesTotal > 0 ? `${progress.packagesDone} of ${plural(progress.packagesTotal, 'package')}` : '';
  return {
    id: one.id,
    name: one.hostName,
    tone,
    word,
    detail: [packages, progress?.text ?? ''].filter((part) => part !== '').join(', '),
    data: { verb: 'rehearse', host: one.hostName, state: one.state, phase: one.phase, verdict: one.verdict, progress },
  };
}

/** What would fail is a failure; what only a person can judge wants one. */
export function rehearsalExit(all: readonly Rehearsal[]): ExitCode {
  return worst(
    all.map(({ state, verdict, problem }) => {
      if (state === 'cancelled') return EXIT.interrupted;
      if (verdict === 'would-fail') return EXIT.failed;
      if (verdict === 'differs') return EXIT.person;
      if (verdict !== 'cannot') return EXIT.ok;
      return problem && problem.kind !== 'cannot-rehearse' && problem.kind !== 'lock-held' ? exitCodeOf(problem) : EXIT.person;
    }),
  );
}

/** One line a host, then what was found, where there is anything to read. */
export function rehearsalLines(style: Style, all: readonly Rehearsal[]): string[] {
  if (!all.length) return [];
  return [
    ...style.table(
      ['Host', 'Rehearsal', '>Packages', '>Files', '>Restarts', 'Way back', '>Took', '>Space', '>Memory', '>Staged'],
      all.map((one) => cells(style, one)),
    ),
    ...all.flatMap((one) => about(style, one)),
  ];
}

function cells(style: Style, one: Rehearsal): Cell[] {
  const { evidence } = one;
  if (!evidence) return [one.hostName, style.state(...wordsOf(one))];
  const { files, seconds } = evidence;
  return [
    one.hostName,
    style.state(...wordsOf(one)),
    String(evidence.packages),
    String(files.changed + files.added + files.removed),
    String(evidence.restarts.length),
    evidence.wayBack.proven ? style.state('ok', 'Proven') : style.state('warn', 'Not proven'),
    duration(seconds.total),
    bytes(evidence.bytes.peak),
    bytes(evidence.memoryBytes),
    bytes(evidence.bytes.staged),
  ];
}

const tones: Readonly<Record<RehearsalFinding['weight'], readonly [Tone, string]>> = {
  fails: ['bad', 'Would fail'],
  differs: ['warn', 'Differs'],
  note: ['idle', 'Note'],
};
/** Of a note, its names; of what goes wrong, the host's own words. */
const MOST_LINES = 20;

function about(style: Style, one: Rehearsal): string[] {
  const problem = isOver(one) && one.problem ? ['', ...problemLines(style, one.problem, one.hostName)] : [];
  const standIn = one.standIn ? [`  Test host of the same make: ${style.cell(one.standIn.hostName)}`] : [];
  const findings = one.findings.flatMap((found) => [
    `  ${style.cell(style.state(...tones[found.weight]))}  ${style.cell(found.text)}`,
    ...(found.weight === 'note' && found.kind !== 'restarts'
      ? []
      : found.lines.slice(-MOST_LINES).map((line) => `      ${style.cell(line)}`)),
  ]);
  return [...problem, ...standIn, ...(findings.length ? ['', style.paint(style.cell(one.hostName), 'strong'), ...findings] : [])];
}
