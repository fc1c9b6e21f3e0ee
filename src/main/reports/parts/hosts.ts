import { SEVERITY_ORDER } from '../../../shared/domain/compliance/derive.ts';
import type { ReportHost } from '../../../shared/domain/compliance/report-data.ts';
import { percent } from '../../../shared/domain/compliance/share.ts';
import { isCompliant } from '../../../shared/domain/compliance/standing.ts';
import { count, day, figure, h, nb, type Html } from '../html.ts';
import { statusCell } from '../marks.ts';
import { part, type Page } from '../report.ts';
import { sumCheck, table, type Row } from '../table.ts';

const SHOWN = SEVERITY_ORDER.slice(0, 4);

export function hostsPart(page: Page): Html {
  const { data, derived } = page;
  const { status, scope, compliance } = derived.hosts;
  const open = Map.groupBy(data.items.filter((one) => one.fixedAt === null), (one) => one.host); // prettier-ignore
  const answer = h`Of ${count(scope, 'host')} ${compliance.n} are compliant (${percent(compliance)}): ${status.compliant} with nothing open, ${status['in-window']} with updates in their window, ${status.excepted} under exception.`;
  const missing = (host: ReportHost): Row => {
    if (host.status === 'unknown') return [...SHOWN.map(() => '?'), '?'];
    if (host.status === 'unsupported') return [...SHOWN.map(() => '-'), '-'];
    const mine = open.get(host.id) ?? [];
    return [
      ...SHOWN.map((word) => figure(mine.filter((one) => one.severity === word).length)),
      figure(mine.filter((one) => !SHOWN.includes(one.severity)).length),
    ];
  };
  const row = (host: ReportHost): Row => [
    nb(host.name),
    host.owner || h`<span class="soft">-</span>`,
    host.system ?? '?',
    host.supportedUntil === null ? h`<span class="soft">-</span>` : host.unsupported ? h`<b class="late">${nb(host.supportedUntil)}</b>` : nb(host.supportedUntil),
    host.exposed === null ? 'not said' : host.exposed ? 'yes' : 'no',
    host.criticality ?? 'not said',
    host.ring,
    day(host.lastGoodAt),
    day(host.lastPatchAt),
    host.rebootPending === null ? '?' : host.rebootPending ? 'yes' : 'no',
    ...missing(host),
    statusCell(host.status),
  ]; // prettier-ignore
  const places = [...Map.groupBy(data.hosts, (host) => host.site || host.group || 'No site')].sort(([a], [b]) => a.localeCompare(b));
  const all = [...open.values()].flat().length;
  return part(
    8,
    'What is the state of each host, and who owns it?',
    answer,
    h`${table({
      columns: [
        { head: 'Host', width: '34mm' },
        { head: 'Owner' },
        { head: 'Operating system', width: '46mm' },
        { head: 'Support ends', width: '18mm' },
        { head: 'Exposed' },
        { head: 'Criticality' },
        { head: 'Ring', look: 'r' },
        { head: 'Last good scan', width: '18mm' },
        { head: 'Last patch', width: '18mm' },
        { head: 'Reboot pending' },
        ...['Crit.', 'High', 'Med.', 'Low', 'Other'].map((head) => ({ head, look: 'r' as const })),
        { head: 'Status', width: '21mm' },
      ],
      rows: [],
      groups: places.map(([place, some]) => ({ head: `${place}: ${some.filter((one) => isCompliant(one.status)).length} of ${some.length} compliant`, rows: some.map(row) })),
      dense: true,
      none: 'No host is in scope.',
    })}${sumCheck('Sum check', Object.values(status), scope, `hosts; ${count(all, 'missing update')}, the same as the open items in part 7`)}<p class="note">"?": not known. "-": no data, or not said. Missing updates by severity. Last patch: the newest deployment of Patchbay in the period that ended well.</p>`,
  ); // prettier-ignore
}
