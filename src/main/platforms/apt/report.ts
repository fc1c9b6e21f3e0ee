import type { CommandOutput, Query } from '../../../shared/domain/command.ts';
import type { z } from 'zod';
import { RunAnswer, RunId, RunPhase, type RunProgress } from '../../../shared/domain/deployment.ts';
import { Problem } from '../../../shared/domain/problem.ts';
import { RehearsalPhase } from '../../../shared/domain/rehearsal.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { hostScript } from '../host-scripts.ts';
import type { RehearsalReport, Report, RunReport } from '../platform.ts';
import { aptProblem } from './errors.ts';
import { count, NotUnderstood, reading } from './sections.ts';

/** Largest part of a log that one answer brings. */
const LOG_PART = 256 * 1024;
const HEAD = 64 * 1024;
/** Beyond the end of every log (journal.sh limits it). */
const NO_LOG = 1e12;

/** How is run X? `logFrom` is the offset in bytes from which its log is wanted. The host answers after `patience` seconds, or when the run ends. */
export const status = (runId: string, logFrom: number, patience = 0): Query<RunReport> => statusOf(RunPhase, runId, logFrom, patience);
/** The same of a rehearsal; its log stays on the host. */
export const rehearsalStatus = (id: string, patience = 0): Query<RehearsalReport> => statusOf(RehearsalPhase, id, NO_LOG, patience);

const statusOf = <P extends string>(phases: z.ZodType<P>, runId: string, logFrom: number, patience: number): Query<Report<P>> => ({
  command: {
    what: 'status of the run',
    script: hostScript('posix/status.sh'),
    args: [RunId.parse(runId), String(logFrom), String(LOG_PART), String(patience)],
    rights: 'root',
    deadlineSeconds: 30 + patience,
    maxBytes: LOG_PART + HEAD,
  },
  parse: (output) => readReport(phases, output),
});

/** "key value" lines up to "log FROM SIZE", then the bytes of the log as they are. */
function readReport<P extends string>(phases: z.ZodType<P>, output: CommandOutput): Result<Report<P>> {
  return reading('status of the run', () => {
    const { head, from, size, bytes } = splitLog(output.stdout);
    const one = (key: string): string | null =>
      head
        .find((line) => line.startsWith(`${key} `))
        ?.slice(key.length + 1)
        .trim() ?? null;
    const answer = RunAnswer.safeParse(one('answer'));
    if (!answer.success) throw new NotUnderstood(one('answer') ?? head[0] ?? '');
    const exit = one('exit');
    return {
      answer: answer.data,
      phase: readPhase(phases, one('state')),
      exit: exit === null ? null : count(exit),
      problem: readProblem(
        head.filter((line) => line.startsWith('problem ')).map((line) => line.slice(8)),
        exit,
      ),
      bootId: cleanText(one('boot') ?? '', 64),
      attempts: one('attempts') === null ? 0 : count(one('attempts') ?? ''),
      progress: readProgress(one('progress')),
      log: { from, size, bytes },
    };
  });
}

function splitLog(stdout: Uint8Array): { head: string[]; from: number; size: number; bytes: Uint8Array } {
  const text = new TextDecoder('latin1').decode(stdout.subarray(0, HEAD));
  const mark = /(?:^|\n)log (\d{1,15}) (\d{1,15})\n/.exec(text);
  if (!mark) throw new NotUnderstood(text.slice(0, 200));
  const head = new TextDecoder().decode(stdout.subarray(0, mark.index)).split('\n');
  // The transport frames an answer; nothing but the log stands behind this line.
  const bytes = stdout.subarray(mark.index + mark[0].length);
  return { head, from: Number(mark[1]), size: Number(mark[2]), bytes: bytes.slice(0, LOG_PART) };
}

function readPhase<P extends string>(phases: z.ZodType<P>, text: string | null): P | null {
  if (text === null) return null;
  const phase = phases.safeParse(text);
  if (!phase.success) throw new NotUnderstood(text);
  return phase.data;
}

/** Written in passing, so half a line may be seen: no progress is then known for a moment. */
function readProgress(text: string | null): RunProgress | null {
  const parts = /^(\d{1,9}) (\d{1,9}) (\d{1,15}) (\d{1,15}) (.*)$/.exec(text ?? '');
  if (!parts) return null;
  const [packagesDone = 0, packagesTotal = 0, bytesDone = 0, bytesTotal = 0] = parts.slice(1, 5).map(Number);
  return { packagesDone: Math.min(packagesDone, packagesTotal), packagesTotal, bytesDone, bytesTotal, text: cleanText(parts[5] ?? '') };
}

/** The runner's reason: "kind K" and its fields. "apt" is left to the one who knows apt's messages. */
export function readProblem(lines: readonly string[], exit: string | null): Problem | null {
  if (lines.length === 0) return null;
  const all = (key: string): string[] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => cleanText(line.slice(key.length + 1)));
  const first = (key: string): string => all(key)[0] ?? '';
  const kind = first('kind');
  if (kind === 'apt') {
    // As they are: what is indented belongs to the line above.
    const said = lines.filter((line) => line.startsWith('line ')).map((line) => line.slice(5));
    return aptProblem(said, exit === null ? 100 : count(exit));
  }
  const problem = Problem.safeParse({
    kind,
    lines: all('line'),
    lock: first('lock'),
    holder: first('holder'),
    added: all('added'),
    missing: all('missing'),
    detail: first('detail'),
    path: first('path'),
    reason: first('reason'),
    what: first('what'),
    packages: all('package'),
    ...(kind === 'disk-full' && { freeBytes: count(first('free')), needBytes: count(first('need')) }),
  });
  if (!problem.success) throw new NotUnderstood(`problem ${kind}`);
  return problem.data;
}
