import type { HostRow, Summary } from '../../shared/contract/contract.ts';
import { isFinal } from '../../shared/domain/deployment.ts';
import type { Host } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import type { ScanSummary } from '../store/store.ts';
import type { Context } from './context.ts';
import type { ScanBoard } from './scan-board.ts';

/** The inventory as a list: each host with what its newest scan said and what is done with it now. */
export function hostRows(context: Context, board: ScanBoard): HostRow[] {
  const summaries = new Map(context.store.scans.summaries().map((one) => [one.hostId, one]));
  const busy = busyHosts(context);
  return context.store.hosts.list().map((host) => toRow(host, summaries.get(host.id), board.of(host.id), busy.get(host.id) ?? null));
}

/** Host id -> the deployment that works on it. */
export function busyHosts(context: Context): Map<string, string> {
  return new Map(
    context.store.deployments
      .open()
      .flatMap((one) => one.runs.filter((run) => !isFinal(run.state)).map((run) => [run.hostId, one.id] as const)),
  );
}

function toRow(
  host: Host,
  scan: ScanSummary | undefined,
  live: Pick<HostRow['scan'], 'state' | 'step'> | null,
  busyWith: string | null,
): HostRow {
  const stored: HostRow['scan']['state'] = !scan
    ? 'never'
    : scan.problem
      ? scan.problem.kind === 'cancelled'
        ? 'cancelled'
        : 'failed'
      : 'scanned';
  return {
    host,
    scan: {
      state: live?.state ?? stored,
      step: live?.step ?? null,
      lastGoodAt: scan?.lastGoodAt ?? null,
      triedAt: scan?.triedAt ?? null,
      seconds: scan?.seconds ?? null,
      problem: live ? null : (scan?.problem ?? null),
      warnings: live ? [] : [...(scan?.warnings ?? [])],
    },
    system: scan?.system ?? null,
    packages: scan?.packages ?? null,
    // A host without package lists names no update: that is "not known", and not none.
    updates: scan?.listsAt ? scan.updates : null,
    security: scan?.listsAt ? scan.security : null,
    rebootRequired: scan?.rebootRequired ?? null,
    failedUnits: scan?.failedUnits ?? null,
    listsAt: scan?.listsAt ?? null,
    busyWith,
  };
}

/** What is said beside a scan and takes nothing from what it knows of updates; lists that sudo kept from being renewed say so themselves. */
const HARMLESS: ReadonlySet<Problem['kind']> = new Set(['clock-skew', 'sudo-refused', 'wrapper-refused']);

/** A host whose updates cannot be judged now is unknown, never current: failed scan, no lists, foreign system. */
export function summarise(rows: readonly HostRow[]): Summary {
  const isKnown = (row: HostRow) =>
    row.scan.lastGoodAt !== null &&
    row.updates !== null &&
    row.listsAt !== null &&
    !row.scan.problem &&
    row.scan.warnings.every((one) => HARMLESS.has(one.kind));
  const known = rows.filter(isKnown);
  return {
    hosts: rows.length,
    scanned: rows.filter((row) => row.scan.lastGoodAt !== null).length,
    unknown: rows.length - known.length,
    current: known.filter((row) => row.updates === 0).length,
    outstanding: known.filter((row) => (row.updates ?? 0) > 0).length,
    securityOutstanding: known.filter((row) => (row.security ?? 0) > 0).length,
    rebootPending: rows.filter((row) => row.rebootRequired).length,
  };
}
