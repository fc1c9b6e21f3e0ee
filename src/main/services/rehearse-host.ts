import type { RunProgress } from '../../shared/domain/deployment.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { isOver, judge } from '../../shared/domain/rehearsal.ts';
import type { Rehearsal, RehearsalFinding } from '../../shared/domain/rehearsal.ts';
import type { RehearsalOutcome, RehearsalReport, RunSpec } from '../platforms/platform.ts';
import type { Context } from './context.ts';
import { concernsTheWay, HostLink, needsPerson } from './host-link.ts';
import { keepRehearsal } from './rehearsals.ts';
import { standInFor } from './stand-in.ts';
import type { Waker } from './waker.ts';

/** How long the host may keep a question, in seconds; it answers at once when the rehearsal ends. */
const PATIENCE = 2;
const POLL_MS = 300;
const BACKOFF_MS = [1000, 2000, 5000, 10_000, 30_000] as const;
/** A host ends a rehearsal by itself after an hour; who has not answered by then has nothing more to say. */
const GIVE_UP_MS = 90 * 60_000;

export interface Attendance {
  readonly context: Context;
  readonly host: Host;
  readonly waker: Waker;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress | null) => void;
}

/** Sees one rehearsal from where the store says it is to its end. Safe to begin again at any point. */
export async function rehearseHost(at: Attendance, id: string): Promise<void> {
  const link = new HostLink(at.context, at.host);
  try {
    for (let tries = 0; !at.signal.aborted;) {
      const now = at.context.store.rehearsals.get(id);
      if (!now || isOver(now)) return;
      const problem = await steps[now.state](at, link, now);
      if (!problem) {
        tries = 0;
        continue;
      }
      if (!mayComeBack(at, now, problem)) return void cannot(at, now, problem);
      await at.waker.wait(BACKOFF_MS[Math.min(tries++, BACKOFF_MS.length - 1)]!);
    }
  } finally {
    at.onProgress(null);
    link.drop();
  }
}

/** Answers what kept it from asking the host; null where it got on. */
type Step = (at: Attendance, link: HostLink, now: Rehearsal) => Promise<Problem | null>;
const steps: Readonly<Record<Rehearsal['state'], Step>> = {
  waiting: intend,
  intended: launch,
  running: watch,
  ended: nothing,
  cancelled: nothing,
};

async function nothing(): Promise<null> {
  return null;
}

async function intend({ context }: Attendance, _: HostLink, now: Rehearsal): Promise<null> {
  keepRehearsal(context, { ...now, state: 'intended', startedAt: context.now() });
  return null;
}

async function launch({ context, signal }: Attendance, link: HostLink, now: Rehearsal): Promise<Problem | null> {
  const answer = await link.ask(context.platforms.apt.rehearse(specOf(context, now)), signal);
  if (!answer.ok) return answer.problem;
  keepRehearsal(context, { ...now, state: 'running' });
  return null;
}

/** From the plan, never from a new preview. */
function specOf(context: Context, { id, planId, hostId }: Rehearsal): RunSpec {
  const { plan, host } = planned(context, planId, hostId);
  return { runId: id, kind: 'deploy', items: host.transaction!.items, options: plan.options, kitOf: null };
}
function planned(context: Context, planId: string, hostId: string): { plan: Plan; host: HostPlan } {
  const plan = context.store.plans.get(planId)!;
  return { plan, host: plan.hosts.find((one) => one.hostId === hostId)! };
}

async function watch(at: Attendance, link: HostLink, now: Rehearsal): Promise<Problem | null> {
  const { context, signal } = at;
  const answer = await link.ask(context.platforms.apt.rehearsalStatus(now.id, now.phase === null ? 0 : PATIENCE), signal);
  if (signal.aborted) return null;
  if (!answer.ok) return answer.problem;
  const report = answer.value;
  at.onProgress(report.progress);
  if (report.answer === 'running') {
    if (report.phase !== now.phase) keepRehearsal(context, { ...now, phase: report.phase });
    await at.waker.wait(POLL_MS);
    return null;
  }
  return report.answer === 'done' ? take(at, link, now, report) : lost(at, now, report);
}

/** Nothing is resumed: it is thrown away in any case, and can be made anew. */
function lost(at: Attendance, now: Rehearsal, { answer }: RehearsalReport): null {
  const words = { absent: 'there is no trace of it', rebooted: 'the host was restarted', dead: 'its process is gone' };
  cannot(at, now, { kind: 'cannot-rehearse', reason: 'died', lines: [words[answer as keyof typeof words]] });
  return null;
}

async function take(at: Attendance, link: HostLink, now: Rehearsal, report: RehearsalReport): Promise<Problem | null> {
  const { context } = at;
  if (report.exit !== 0) {
    cannot(at, now, report.problem ?? { kind: 'cannot-rehearse', reason: 'died', lines: [`it ended with ${report.exit}`] });
    return null;
  }
  const outcome = await link.ask(context.platforms.apt.rehearsalResult(specOf(context, now)), at.signal);
  if (!outcome.ok) return outcome.problem;
  const ended = judged(context, now, outcome.value);
  keepRehearsal(context, ended, 'rehearsal.ended', words(ended));
  return null;
}

function judged(context: Context, now: Rehearsal, { findings, evidence }: RehearsalOutcome): Rehearsal {
  const learnt = learntPackages(context);
  const weighed = findings.map((one): RehearsalFinding =>
    one.kind === 'script-failed' && one.weight === 'fails' && one.package !== null && learnt.has(one.package)
      ? { ...one, weight: 'differs', text: `${one.text}; on a host itself it went well before` }
      : one,
  );
  // What a script leaves behind that fails here only is no failure of its own.
  const isConsequence = (one: RehearsalFinding): boolean =>
    one.kind === 'packages-broken' &&
    !weighed.some((other) => other !== one && other.weight === 'fails') &&
    weighed.some((other) => other.weight === 'differs');
  const final = weighed.map((one) => (isConsequence(one) ? { ...one, weight: 'differs' as const } : one));
  return {
    ...now,
    state: 'ended',
    phase: 'finished',
    endedAt: context.now(),
    verdict: judge(final),
    problem: null,
    findings: final,
    evidence,
  };
}

/** Packages whose scripts failed on a clone, and then went well in the real run of that very plan. */
const learntPackages = (context: Context): ReadonlySet<string> =>
  new Set(
    context.store.rehearsals
      .provenWrong()
      .flatMap(({ findings }) => findings.flatMap((one) => (one.kind === 'script-failed' && one.package !== null ? [one.package] : []))),
  );

function words({ verdict, findings }: Rehearsal): string {
  const [gravest] = findings;
  return verdict === 'passed' ? 'Rehearsed: passed' : `Rehearsed: ${verdict}${gravest ? `, ${gravest.text}` : ''}`;
}

function cannot({ context, host }: Attendance, now: Rehearsal, problem: Problem): void {
  const isCancelled = problem.kind === 'cancelled';
  keepRehearsal(
    context,
    {
      ...now,
      state: isCancelled ? 'cancelled' : 'ended',
      endedAt: context.now(),
      verdict: isCancelled ? null : 'cannot',
      problem,
      standIn: isCancelled ? null : standInFor(context, host),
    },
    isCancelled ? 'rehearsal.cancelled' : 'rehearsal.ended',
    isCancelled ? 'Cancelled' : 'No rehearsal could be made',
  );
}

/** What a broken line or a host that is off says nothing about is asked again, for as long as there may be an answer. */
function mayComeBack({ context }: Attendance, now: Rehearsal, problem: Problem): boolean {
  if (needsPerson(problem) || !concernsTheWay(problem)) return false;
  return Date.parse(context.now()) - Date.parse(now.startedAt ?? context.now()) < GIVE_UP_MS;
}
