import { setImmediate as breathe } from 'node:timers/promises';
import type { Pruned } from '../../../shared/contract/backups.ts';
import type { Store } from '../../store/store.ts';
import { changed, type Context } from '../context.ts';

const DAY_MS = 86_400_000;
const LISTED = 100;

/** Removes what is older than the settings keep it. What went is on record before or with it, step by step. */
export async function applyRetention(context: Pick<Context, 'store' | 'now' | 'changes'>, dryRun = false): Promise<Pruned> {
  const { store } = context;
  const { logKeepDays, evidenceKeepYears } = store.settings.get();
  const now = new Date(context.now());
  const logsBefore = new Date(now.getTime() - logKeepDays * DAY_MS).toISOString();
  const evidenceBefore = yearsBefore(now, evidenceKeepYears).toISOString();
  const runs = store.retention.oldLogs(logsBefore);
  const floor = store.retention.oldEntries(evidenceBefore);
  const { removed } = dryRun && floor ? store.audit.verify() : { removed: 0 };
  const old = store.retention.oldEvidence(evidenceBefore);
  if (dryRun) return { logs: runs.length, ...old, entries: floor ? floor.seq - removed : 0 };
  const logs = await pruneLogs(store, runs);
  const evidence = old.scans + old.deployments + old.findings > 0 ? pruneEvidence(store, evidenceBefore) : old;
  const entries = floor ? pruneEntries(store, floor, evidenceBefore) : 0;
  if (logs + entries + evidence.scans + evidence.deployments > 0) changed(context, 'history');
  return { logs, ...evidence, entries };
}

const yearsBefore = (now: Date, years: number): Date => {
  const then = new Date(now);
  then.setUTCFullYear(now.getUTCFullYear() - years);
  return then;
};

async function pruneLogs(store: Store, runs: readonly string[]): Promise<number> {
  for (let at = 0; at < runs.length; at += LISTED) {
    const some = runs.slice(at, at + LISTED);
    store.transaction(() => {
      const logs = some.map((run) => store.retention.pruneLog(run));
      store.audit.append({
        action: 'logs.removed',
        actor: 'patchbay',
        text: `${logs.length} logs of runs removed by age`,
        details: { logs },
      });
    });
    await breathe();
  }
  return runs.length;
}

function pruneEvidence(store: Store, before: string) {
  return store.transaction(() => {
    const pruned = store.retention.pruneEvidence(before);
    const text = `Evidence from before ${before.slice(0, 10)} removed: ${pruned.scans} scans, ${pruned.deployments} deployments, ${pruned.findings} findings`;
    store.audit.append({ action: 'evidence.removed', actor: 'patchbay', text, details: { before, ...pruned } });
    return pruned;
  });
}

/** The entry that says it comes first, in the same transaction: `verify` looks for it. */
function pruneEntries(store: Store, { seq, hash }: { seq: number; hash: string }, before: string): number {
  return store.transaction(() => {
    const text = `Entries up to ${seq}, from before ${before.slice(0, 10)}, removed by age; the last of them has the hash ${hash}`;
    store.audit.append({ action: 'audit.shortened', actor: 'patchbay', text, details: { upTo: seq, hash } });
    return store.retention.pruneEntries({ seq, hash });
  });
}

/** Once at the start and once a day after it, in the one process that drives. Answers what ends it. */
export function keepByRule(context: Context): () => void {
  const work = (): void =>
    void applyRetention(context).catch((error: unknown) => process.emitWarning(error instanceof Error ? error : String(error)));
  const first = setTimeout(work, 60_000);
  const daily = setInterval(work, DAY_MS);
  return () => {
    clearTimeout(first);
    clearInterval(daily);
  };
}
