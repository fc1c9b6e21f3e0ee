import type { ReportDeployment, ReportRun } from '../../../shared/domain/compliance/report-data.ts';
import { count, day, few, h, minute, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { table } from '../table.ts';
import { STATE_WORDS } from './verdict.ts';

interface Failure {
  readonly deployment: ReportDeployment;
  readonly run: ReportRun;
}
const MOST = 200;

export function failuresPart(page: Page): Html {
  const { data, derived } = page;
  const runs = data.deployments.flatMap((deployment) => deployment.runs.map((run) => ({ deployment, run })));
  const failed = runs.filter(({ run }) => run.state === 'failed' || run.state === 'lost');
  const backs = data.deployments.filter((one) => one.kind === 'rollback');
  const reopened = data.items.filter((one) => one.reopenedAt !== null && one.reopenedAt.slice(0, 10) >= data.period.from);
  const touched = new Set(failed.map(({ deployment }) => deployment.id)).size;
  const answer = h`${touched} of ${count(data.deployments.length, 'deployment')} had a failed host (${count(failed.length, 'run')}); ${count(backs.length, 'rollback')} ${backs.length === 1 ? 'was' : 'were'} carried out; ${count(reopened.length, 'item')} came back.`;
  return part(
    10,
    'What went wrong, and is the state afterwards proven?',
    answer,
    h`${table({
      caption: 'Failed and lost runs',
      columns: [{ head: 'When', width: '26mm' }, { head: 'Host' }, { head: 'Deployment', width: '32mm' }, { head: 'Reason' }, { head: 'Checks afterwards', width: '34mm' }, { head: 'Rolled back by' }],
      rows: failed.slice(0, MOST).map(failedRow),
      dense: true,
      none: 'No run failed or was lost.',
    })}${failed.length > MOST ? h`<p class="note">The first ${MOST} of ${failed.length}; all in annex file runs.csv.</p>` : null}${table({
      caption: 'Rollbacks',
      columns: [{ head: 'Rollback', width: '32mm' }, { head: 'Of', width: '32mm' }, { head: 'Start' }, { head: 'End' }, { head: 'Hosts back, verified by a fresh scan' }],
      rows: backs.map((one) => [nb(one.id), one.rollsBack ? nb(one.rollsBack) : '-', minute(one.startedAt), one.endedAt ? minute(one.endedAt) : 'still open', `${one.runs.filter((run) => run.state === 'done').length} of ${one.runs.length}`]),
      dense: true,
      none: 'None in the period.',
    })}${table({
      caption: h`Items that came back <span class="soft">first clock kept</span>`,
      columns: [{ head: 'CVE' }, { head: 'Package' }, { head: 'Host' }, { head: 'Clock start' }, { head: 'Original due' }, { head: 'State' }, { head: 'Re-opened' }],
      rows: reopened.slice(0, MOST).map((one) => [few(one.cves), one.source, nb(derived.nameOf(one.host)), h`${day(one.clock)} <span class="soft">${one.clockReason}</span>`, day(one.due), STATE_WORDS[one.state], day(one.reopenedAt)]),
      dense: true,
      none: 'None.',
    })}<p class="note">Method: a run saves the packages of the version before on the host; going back installs them from there, and a fresh scan is compared with the one before the run. Next steps are decided by people and are not on record here.</p>`,
  ); // prettier-ignore
}

const failedRow = ({ deployment, run }: Failure) => [
  minute(run.endedAt),
  nb(run.hostName),
  h`${nb(deployment.id)} <span class="soft">${deployment.kind}</span>`,
  run.failure ?? run.state,
  `${run.checks.passed} passed, ${run.checks.failed} failed`,
  run.rolledBackBy ? nb(run.rolledBackBy) : h`<span class="soft">-</span>`,
];
