import type { ReportDeployment } from '../../../shared/domain/compliance/report-data.ts';
import { count, figure, h, minute, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { table, type Row } from '../table.ts';

export function changesPart(page: Page): Html {
  const { deployments } = page.data;
  const four = deployments.filter((one) => one.approver !== one.operator).length;
  const well = deployments.filter((one) => one.runs.every((run) => run.state === 'done')).length;
  const answer = deployments.length
    ? h`${well} of ${count(deployments.length, 'deployment')} ended with every host ok; ${four} of ${deployments.length} ${four === 1 ? 'was' : 'were'} approved by someone other than the operator; 0 of ${deployments.length} ${deployments.length === 1 ? 'has' : 'have'} a rehearsal on record.`
    : h`No deployment was carried out in the period.`;
  const fixed = (one: ReportDeployment): number => page.data.items.filter((item) => item.deployment === one.id).length;
  const sum = (pick: (one: ReportDeployment) => number): number => deployments.reduce((all, one) => all + pick(one), 0);
  const done = page.data.items.filter((one) => one.fixedAt !== null).length;
  const linked = sum(fixed);
  return part(
    9,
    'Was every change approved, tested and recorded?',
    answer,
    h`${table({
      columns: [{ head: 'Deployment', width: '32mm' }, { head: 'Content' }, { head: 'Kind' }, { head: 'Approver' }, { head: 'Operator' }, { head: 'Previewed on hosts', width: '24mm' }, { head: 'Rehearsed' }, { head: 'Ring 0' }, { head: 'Start', width: '24mm' }, { head: 'End', width: '24mm' }, { head: 'Reboot' }, { head: 'Items fixed', look: 'r' }, { head: 'Hosts ok', look: 'r' }, { head: 'Failed', look: 'r' }, { head: 'Rolled back', look: 'r' }],
      rows: deployments.map((one) => row(one, fixed(one))),
      foot: ['Sum', count(deployments.length, 'deployment'), '', '', '', '', '', '', '', '', '', linked, sum(ok), sum(bad), sum(back)],
      dense: true,
      none: 'None.',
    })}<p class="check"><b>Sum check:</b> ${linked} items fixed by deployments of this list + ${done - linked} fixed otherwise (by hand, or by a run that does not name the package) = ${done} fixed items, as in part 5.</p><p class="note">Previewed: the exact transaction was simulated on each host and approved by its hash; a preview is no rehearsal. "Not rehearsed": no test on a clone is on record. Ring 0: hosts of the pilot ring that ended well. Approver: who started the deployment, after naming the hash of its plan; the operator is the same person. Plan hashes: annex file deployments.csv.</p>`,
  ); // prettier-ignore
}

const ok = (one: ReportDeployment): number => one.runs.filter((run) => run.state === 'done').length;
const bad = (one: ReportDeployment): number => one.runs.filter((run) => run.state === 'failed' || run.state === 'lost').length;
const back = (one: ReportDeployment): number => one.runs.filter((run) => run.rolledBackBy !== null).length;

function pilot(one: ReportDeployment): string {
  const runs = one.runs.filter((run) => run.ring === 0);
  return runs.length ? `${runs.filter((run) => run.state === 'done').length} of ${runs.length}` : 'none';
}

const row = (one: ReportDeployment, fixed: number): Row => [
  nb(one.id),
  one.name,
  one.kind,
  one.approver,
  one.operator,
  minute(one.previewedAt),
  'not rehearsed',
  pilot(one),
  minute(one.startedAt),
  one.endedAt === null ? 'still open' : minute(one.endedAt),
  one.reboot,
  figure(fixed),
  figure(ok(one)),
  figure(bad(one)),
  figure(back(one)),
];
