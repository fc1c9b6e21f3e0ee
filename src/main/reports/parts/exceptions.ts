import type { ReportException } from '../../../shared/domain/compliance/report-data.ts';
import { daysBetween, sayShare } from '../../../shared/domain/compliance/share.ts';
import { count, day, few, h, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { table } from '../table.ts';

const STATES = { holds: 'holds', expired: 'expired', ended: 'ended' } as const;
const SOON_DAYS = 30;

export function exceptionsPart(page: Page): Html {
  const { data, derived } = page;
  const held = data.exceptions.filter((one) => one.state === 'holds');
  const renewed = held.filter((one) => one.renewals > 0).length;
  const bare = held.filter((one) => one.control === null).length;
  const excepted = derived.items.state.excepted;
  const answer = held.length
    ? h`${count(held.length, 'exception')} ${held.length === 1 ? 'holds and covers' : 'hold and cover'} ${count(excepted, 'item')}; ${bare} without a compensating control; ${renewed} renewed at least once.`
    : h`No exception held at the end of the period.`;
  const { asOf, from } = data.period;
  const expired = data.exceptions.filter((one) => one.state === 'expired' && one.expires >= from).length;
  const soon = held.filter((one) => daysBetween(asOf, one.expires) <= SOON_DAYS).length;
  return part(
    11,
    'Which departures from the policy were granted, by whom, and until when?',
    answer,
    h`${exceptionTable(data.exceptions, page)}<p class="check"><b>Sum check:</b> ${held.map((one) => one.items).join(' + ') || '0'} = ${excepted} excepted items. If overdue items under exception were counted as overdue, ${sayShare(derived.withoutExceptions)} of the hosts would be compliant.</p><p class="note">Expired in the period: ${expired}. Expiring within ${SOON_DAYS} days of its end: ${soon}. An item is excepted where exceptions hold for all that it closes. Granted by: who put it on record.</p>`,
  );
}

export const exceptionTable = (some: readonly ReportException[], { data, derived }: Page): Html =>
  table({
    columns: [{ head: 'Exception', width: '26mm' }, { head: 'Finding' }, { head: 'Kind' }, { head: 'Hosts' }, { head: 'Reason', width: '42mm' }, { head: 'Compensating control', width: '38mm' }, { head: 'Owner' }, { head: 'Granted by' }, { head: 'Granted', width: '17mm' }, { head: 'Expires', width: '17mm' }, { head: 'Original due', width: '20mm' }, { head: 'Renewals', look: 'r' }, { head: 'Items', look: 'r' }, { head: 'State' }],
    rows: some.map((one) => [
      nb(one.id),
      one.what,
      one.kind,
      one.hosts.length ? few(one.hosts.map(derived.nameOf), 3) : 'all',
      one.reason,
      one.control ?? h`<b>none</b>`,
      one.owner,
      one.grantedBy,
      day(one.granted),
      nb(one.expires),
      one.originalDue ? h`${day(one.originalDue)}${one.originalDue < data.period.asOf ? h`<br><span class="soft">${daysBetween(one.originalDue, data.period.asOf)} d past</span>` : null}` : 'none',
      one.renewals,
      one.items,
      STATES[one.state],
    ]),
    dense: true,
    none: 'No exception is on record for the period.',
  }); // prettier-ignore
