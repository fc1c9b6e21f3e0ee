import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import type { Plan, Selection } from '../../../shared/domain/plan.ts';
import { explain } from '../../../shared/domain/problem.ts';
import { runWord } from '../../state/run-words.ts';
import { t } from '../../texts/index.ts';
import { list, plural, seconds, stamp } from '../../ui/format.ts';
import { partsOf, runSeconds, totalsOf } from './run-view.ts';

const w = t.report;

export interface RecordHost {
  readonly run: Run;
  readonly checks: string;
  readonly why: string;
  readonly took: number | null;
}

export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly hosts: readonly string[];
}

export interface DeploymentRecord {
  readonly decided: readonly (readonly [string, string])[];
  readonly sum: string;
  readonly hosts: readonly RecordHost[];
  readonly changes: readonly Change[];
}

/** What a deployment leaves behind, from what the engine keeps of it; nothing here is judged anew. */
export function recordOf(deployment: Deployment, plan: Plan | null): DeploymentRecord {
  const f = w.facts;
  const totals = totalsOf(deployment);
  const rest = partsOf(totals);
  return {
    decided: [
      [f.name, deployment.name],
      [f.kind, w.kinds[deployment.kind]],
      [f.began, stamp(deployment.createdAt)],
      [f.ended, deployment.endedAt ? stamp(deployment.endedAt) : w.notEnded],
      ...(plan?.selection ? [[f.selection, selectionText(plan.selection)] as const] : []),
      [f.reboot, t.assess.reboots[deployment.reboot]],
      [f.concurrency, String(deployment.concurrency)],
      [f.hosts, plural(deployment.runs.length, 'host')],
      [f.plan, deployment.planHash],
      ...(deployment.stoppedBecause ? [[f.stopped, deployment.stoppedBecause] as const] : []),
    ],
    sum: `${t.deploy.done(totals.done, deployment.runs.length)}${rest ? `, ${rest}` : ''}`,
    hosts: deployment.runs.map((run) => recordHost(run)),
    changes: changesOf(deployment, plan),
  };
}

function recordHost(run: Run): RecordHost {
  const judged = run.checks.filter((check) => check.outcome !== 'not-checked');
  const passed = judged.filter((check) => check.outcome === 'passed').length;
  const notes = [
    ...(run.problem ? [explain(run.problem).title] : []),
    ...(run.rebooted ? [w.rebooted] : []),
    ...(run.rolledBackBy ? [t.rollBack.rollingBack] : []),
  ];
  return {
    run,
    checks: judged.length > 0 ? w.checks(passed, judged.length) : '',
    why: notes.join(', '),
    took: run.endedAt ? runSeconds(run, Date.parse(run.endedAt)) : null,
  };
}

/** Only of hosts that are done: what a failed host has is for a scan to say. */
function changesOf(deployment: Deployment, plan: Plan | null): readonly Change[] {
  const done = new Map(deployment.runs.filter((run) => run.state === 'done').map((run) => [run.hostId, run.hostName]));
  const changes = new Map<string, { name: string; from: string; to: string; hosts: string[] }>();
  for (const host of plan?.hosts ?? []) {
    const name = done.get(host.hostId);
    if (name === undefined) continue;
    for (const item of host.transaction?.items ?? []) {
      const key = `${item.name} ${item.from} ${item.to}`;
      const change = changes.get(key) ?? { name: item.name, from: item.from ?? '', to: item.to ?? t.test.pane.actions.remove, hosts: [] };
      change.hosts.push(name);
      changes.set(key, change);
    }
  }
  return [...changes.values()].sort((a, b) => b.hosts.length - a.hosts.length || (a.name < b.name ? -1 : 1));
}

const selectionText = (selection: Selection): string => {
  const head = selection.mode === 'packages' ? w.selections.packages(list(selection.packages, 12)) : w.selections[selection.mode];
  return selection.exclude.length > 0 ? `${head}, ${w.without(list(selection.exclude, 12))}` : head;
};

/** Plain lines, for a ticket or a mail. */
export function recordText(record: DeploymentRecord): string {
  const width = Math.max(...record.decided.map(([name]) => name.length)) + 2;
  const hosts = record.hosts.map(({ run, checks, why, took }) =>
    [run.hostName, runWord(run), checks, took === null ? '' : seconds(took), why].filter(Boolean).join(', '),
  );
  const changes = record.changes.map((change) => `${change.name} ${change.from} -> ${change.to} (${change.hosts.join(', ')})`);
  return [
    w.record,
    '',
    ...record.decided.map(([name, value]) => `${name.padEnd(width)}${value}`),
    '',
    `${w.perHost}: ${record.sum}`,
    ...hosts,
    ...(changes.length > 0 ? ['', w.changes, ...changes] : []),
    '',
  ].join('\n');
}
