import type { Command, CommandOutput, Query } from '../../../shared/domain/command.ts';
import { RunId } from '../../../shared/domain/deployment.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { hostScript } from '../host-scripts.ts';
import type { RehearsalLimits, RunSpec } from '../platform.ts';
import { cannotParse } from './sections.ts';
import { type SpecText, writeRehearsalSpec, writeRepairSpec, writeSpec } from './spec.ts';

const posix = (...names: string[]): string => names.map((name) => hostScript(`posix/${name}`)).join('\n');
const RUNNER = ['apt-common.sh', 'kit.sh', 'restart.sh', 'journal.sh', 'run.sh'] as const;
const runner = (): string => posix(...RUNNER, 'run-begin.sh');
const rehearser = (): string =>
  posix(...RUNNER, 'describe.sh', 'rehearse-clone.sh', 'rehearse-compare.sh', 'rehearse-watch.sh', 'rehearse.sh', 'rehearse-begin.sh');

const rooted = (what: string, script: string, args: readonly string[]): Command => ({
  what,
  script,
  args,
  rights: 'root',
  deadlineSeconds: 60,
  maxBytes: 64 * 1024,
});

/** The first line of an answer, as one of the words that it can be. */
function firstLine<T extends string>(what: string, words: readonly T[]): (output: CommandOutput) => Result<T, Problem> {
  return (output) => {
    const text = new TextDecoder().decode(output.stdout);
    const line = text.split('\n', 1)[0] ?? '';
    const word = words.find((one) => one === line);
    if (word !== undefined) return ok(word);
    if (line === 'absent') return fail({ kind: 'run-vanished' });
    const held = /^held (\S+) (.+)$/.exec(line);
    if (held) return fail({ kind: 'lock-held', lock: held[1] ?? '', holder: cleanText(held[2] ?? '') });
    if (line.startsWith('failed '))
      return fail({ kind: 'command-failed', what, exit: output.exit, lines: [cleanText(line.slice(7)), ...errors(output)] });
    return output.exit === 0 ? cannotParse(what, line) : fail({ kind: 'command-failed', what, exit: output.exit, lines: errors(output) });
  };
}

const errors = (output: CommandOutput): string[] =>
  new TextDecoder()
    .decode(output.stderr)
    .split('\n')
    .filter(Boolean)
    .slice(-20)
    .map((line) => cleanText(line));

/** Some shells and transports bound a single argument: the spec travels in pieces. */
const pieces = (text: string): string[] => text.match(/[^]{1,60000}/g) ?? [];

function start(runId: string, spec: SpecText, text = runner()): Query<'launched' | 'exists'> {
  return {
    command: rooted('start of the run', posix('launch.sh'), [RunId.parse(runId), text, spec.sha256, ...pieces(spec.text)]),
    parse: firstLine('start of the run', ['launched', 'exists'] as const),
  };
}

export const launch = (spec: RunSpec): Query<'launched' | 'exists'> => start(spec.runId, writeSpec(spec));
export const repair = (runId: string): Query<'launched' | 'exists'> => start(runId, writeRepairSpec(runId));

/** An hour, and room and memory that a server can spare for as long. */
const LIMITS: RehearsalLimits = { seconds: 3600, spaceBytes: 20 * 1024 ** 3, memoryBytes: 1024 ** 3 };

export const rehearse = (spec: RunSpec, limits = LIMITS): Query<'launched' | 'exists'> =>
  start(spec.runId, writeRehearsalSpec(spec, limits), rehearser());

export const cancelRehearsal = (id: string): Query<'asked'> => ({
  command: rooted('end of the rehearsal', posix('rehearsal-cancel.sh'), [RunId.parse(id)]),
  parse: firstLine('end of the rehearsal', ['asked'] as const),
});

const takeUp = (runId: string, how: 'resume' | 'retry'): Query<'resumed' | 'running'> => ({
  command: rooted(`${how} of the run`, posix('resume.sh'), [RunId.parse(runId), how]),
  parse: firstLine(`${how} of the run`, ['resumed', 'running'] as const),
});
export const resume = (runId: string): Query<'resumed' | 'running'> => takeUp(runId, 'resume');
export const retry = (runId: string): Query<'resumed' | 'running'> => takeUp(runId, 'retry');

/** `bootId` is the boot that is to end; "" for whichever runs now. */
export function reboot(runId: string, bootId: string): Query<'ordered' | 'ordered-before'> {
  if (!/^[0-9a-f-]{0,64}$/.test(bootId)) throw new Error('not a boot id');
  return {
    command: rooted('reboot', posix('apt-common.sh', 'reboot.sh'), [RunId.parse(runId), bootId]),
    parse: firstLine('reboot', ['ordered', 'ordered-before'] as const),
  };
}

export function expireKits(rule: {
  keepDays: number;
  keepAtLeast: number;
  maxBytes: number;
}): Query<{ removed: string[]; keptBytes: number }> {
  const numbers = [rule.keepDays, rule.keepAtLeast, rule.maxBytes].map((value) => String(Math.max(0, Math.trunc(value))));
  return { command: rooted('removal of old kits', posix('expire-kits.sh'), numbers), parse: readExpired };
}

function readExpired(output: CommandOutput): Result<{ removed: string[]; keptBytes: number }> {
  const lines = new TextDecoder().decode(output.stdout).split('\n').filter(Boolean);
  const kept = /^kept (\d{1,15})$/.exec(lines.pop() ?? '');
  const removed = lines.map((line) => line.replace(/^removed /, ''));
  const odd = removed.find((id) => !RunId.safeParse(id).success);
  if (!kept || odd !== undefined) return cannotParse('removal of old kits', odd ?? 'no sum');
  return ok({ removed, keptBytes: Number(kept[1]) });
}
