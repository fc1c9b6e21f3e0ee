import type { Deployment, Run } from '../domain/deployment.ts';
import type { RunMoment } from '../domain/run-moment.ts';
import type { Span, SpanKind } from './timeline.ts';

const ends = new Set<RunMoment['what']>(['done', 'failed', 'skipped', 'set-lost']);

/**
 * One run as blocks of time, from what is on record and nothing else: it waits from the deployment's start on, it runs from
 * the intent on, it is out of sight between "unreachable" and the next answer. Blocks of a try take the colour of its end.
 */
export function spansOf(run: Run, moments: readonly RunMoment[], deployment: Pick<Deployment, 'createdAt' | 'endedAt'>): Span[] {
  if (moments.length === 0) return withoutRecord(run, deployment);
  const spans: Span[] = [];
  let open: { kind: SpanKind; from: number } | null = { kind: 'waiting', from: Date.parse(deployment.createdAt) };
  let tryBegan = 0;
  let wasSkipped = false;
  for (const { what, at } of moments) {
    const time = Date.parse(at);
    const next = after(what, wasSkipped);
    if (open && open.kind !== next) spans.push({ ...open, to: time });
    if (next === null) colour(spans, tryBegan, what);
    if (open?.kind !== next) open = next && { kind: next, from: time };
    if (what === 'retried') tryBegan = spans.length;
    wasSkipped = what === 'skipped';
  }
  const ended = deployment.endedAt === null ? null : Date.parse(deployment.endedAt);
  return open ? [...spans, { ...open, to: ended }] : spans;
}

/** The block that begins with this moment; null where none does. A skipped host waits again, a failed one begins again. */
function after(what: RunMoment['what'], wasSkipped: boolean): SpanKind | null {
  if (ends.has(what)) return null;
  if (what === 'unreachable') return 'unreachable';
  return what === 'retried' && wasSkipped ? 'waiting' : 'running';
}

function colour(spans: Span[], from: number, what: RunMoment['what']): void {
  if (what !== 'done' && what !== 'failed') return;
  for (let index = from; index < spans.length; index += 1) {
    const span = spans[index]!;
    if (span.kind === 'running') spans[index] = { ...span, kind: what };
  }
}

const OUTCOME: Partial<Record<Run['state'], SpanKind>> = { done: 'done', failed: 'failed', unreachable: 'unreachable' };

/** By the run's own two times, where its moments are not there (yet). */
function withoutRecord(run: Run, { createdAt, endedAt }: Pick<Deployment, 'createdAt' | 'endedAt'>): Span[] {
  const end = run.endedAt ?? endedAt;
  const to = end === null ? null : Date.parse(end);
  const waiting = { kind: 'waiting' as const, from: Date.parse(createdAt) };
  if (run.startedAt === null) return [{ ...waiting, to }];
  const started = Date.parse(run.startedAt);
  return [
    { ...waiting, to: Math.max(waiting.from, started) },
    { kind: OUTCOME[run.state] ?? 'running', from: started, to },
  ];
}
