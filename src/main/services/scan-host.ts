import { randomBytes } from 'node:crypto';
import type { HostFacts } from '../../shared/domain/facts.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { windowsScanQuery } from '../platforms/windows/scan.ts';
import { ask } from '../transports/transport.ts';
import type { Session } from '../transports/transport.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { forgetRefusedSecret, openHost } from './way-in.ts';

export interface ScanOptions {
  readonly refresh: boolean;
  readonly purpose: 'scan' | 'verify';
  readonly signal?: AbortSignal;
}

/** Reads a host over a connection of its own and keeps what it said, or why it said nothing. */
export async function scanHost(context: Context, host: Host, options: ScanOptions): Promise<Result<HostFacts>> {
  const startedAt = context.now();
  const opened = await openHost(context, host, options.signal);
  if (!opened.ok) return keep(context, host, startedAt, options, opened, []);
  try {
    return await scanOver(context, opened.value, host, options, startedAt);
  } finally {
    opened.value.close();
  }
}

/** The same over a connection that is open already. */
export async function scanOver(
  context: Context,
  session: Session,
  host: Host,
  options: ScanOptions,
  startedAt = context.now(),
): Promise<Result<HostFacts>> {
  const queryFor = host.transport === 'winrm' ? windowsScanQuery : context.scanQuery;
  const query = queryFor({
    refresh: options.refresh && host.elevation !== 'none',
    nonce: randomBytes(12).toString('hex'),
    sentAt: Date.now(),
  });
  const answer = await ask(session, query, options.signal);
  if (!answer.ok) return keep(context, host, startedAt, options, answer, []);
  const { facts, warnings, refreshProblem } = answer.value;
  return keep(context, host, startedAt, options, ok(facts), [...(refreshProblem ? [refreshProblem] : []), ...warnings]);
}

function keep(
  context: Context,
  host: Host,
  startedAt: string,
  options: ScanOptions,
  outcome: Result<HostFacts>,
  warnings: readonly Problem[],
): Result<HostFacts> {
  if (!outcome.ok) forgetRefusedSecret(context, host, outcome.problem);
  // A removed host may still answer a scan that began before: there is nothing to keep it under.
  if (context.store.hosts.get(host.id))
    context.store.scans.record({
      hostId: host.id,
      startedAt,
      endedAt: context.now(),
      facts: outcome.ok ? outcome.value : null,
      problem: outcome.ok ? null : outcome.problem,
      warnings,
      purpose: options.purpose,
    });
  changed(context, 'hosts', host.id);
  return outcome;
}
