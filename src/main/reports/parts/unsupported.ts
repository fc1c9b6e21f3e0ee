import type { ReportEnd } from '../../../shared/domain/compliance/report-data.ts';
import { daysBetween, percent, share } from '../../../shared/domain/compliance/share.ts';
import { count, figure, h, isAre, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { sumCheck, table } from '../table.ts';

export function unsupportedPart(page: Page): Html {
  const { data, derived } = page;
  const systems = data.endOfLife.filter((one) => one.kind === 'system');
  const past = data.endOfLife.filter((one) => one.state === 'ended');
  const hosts = systems.filter((one) => one.state === 'ended').length;
  const answer = h`${hosts} of ${count(derived.hosts.scope, 'host')} (${percent(share(hosts, derived.hosts.scope))}) ${isAre(hosts)} past the end of support of ${hosts === 1 ? 'its' : 'their'} operating system; none of them counts as compliant.`;
  return part(12, 'Which systems no longer get fixes, and when do they go?', answer, h`${endTable(past, page)}${calendar(page, systems)}`);
}

const days = (ends: string | null, asOf: string): string => {
  if (ends === null) return '-';
  const left = daysBetween(asOf, ends);
  return left < 0 ? `${-left} past` : String(left);
};

export const endTable = (past: readonly ReportEnd[], { data, derived }: Page): Html =>
  table({
    caption: 'Past their end of support',
    columns: [{ head: 'Host', width: '32mm' }, { head: 'Product' }, { head: 'Ended', width: '20mm' }, { head: 'Days past', look: 'r' }, { head: 'Compensating control' }, { head: 'Owner' }, { head: 'Review', width: '20mm' }],
    rows: past.map((one) => [nb(derived.nameOf(one.host)), one.title, one.ends ? nb(one.ends) : 'no day known', one.ends ? daysBetween(one.ends, data.period.asOf) : '-', one.control || h`<b>none on record</b>`, one.owner ?? '-', one.reviewOn ? nb(one.reviewOn) : '-']),
    dense: true,
    none: 'None.',
  }); // prettier-ignore

function calendar({ data, derived }: Page, systems: readonly ReportEnd[]): Html {
  const groups = [...Map.groupBy(systems, (one) => `${one.ends ?? '9'} ${one.title}`)].sort(([a], [b]) => a.localeCompare(b));
  const without = derived.hosts.scope - systems.length;
  const rows = groups.map(([, some]) => {
    const one = some[0] as ReportEnd;
    const note = { ended: 'past its end', 'ends-soon': 'within half a year', extended: one.extendedSupport ?? 'extended support', unknown: 'no day known' }[one.state] ?? ''; // prettier-ignore
    return [one.title, one.ends ? nb(one.ends) : 'not known', days(one.ends, data.period.asOf), figure(some.length), note];
  });
  return h`<h3>Support calendar</h3>${table({
    columns: [{ head: 'Operating system' }, { head: 'End of support', width: '28mm' }, { head: 'Days left', look: 'r' }, { head: 'Hosts', look: 'r' }, { head: 'Note' }],
    rows: [...rows, ...(without ? [['Not known: never scanned', 'not known', '-', without, '']] : [])],
    foot: ['Sum', '', '', derived.hosts.scope, ''],
    dense: true,
  })}${sumCheck('Sum check', [...groups.map(([, some]) => some.length), without], derived.hosts.scope, 'hosts by end of support')}<p class="note">Days by endoflife.date, with extended support where it is recorded or everybody has it. Software that ends on a day of its own stands in the first table only where it is past that day.</p>`; // prettier-ignore
}
