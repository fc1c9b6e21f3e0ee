import { adds } from '../../../shared/domain/compliance/delta.ts';
import type { ReportData } from '../../../shared/domain/compliance/report-data.ts';
import { daysBetween, percent, points, sayShare, share } from '../../../shared/domain/compliance/share.ts';
import { HOST_STATUSES, ITEM_STATES, type ItemState } from '../../../shared/domain/compliance/standing.ts';
import { complianceOf } from '../../../shared/domain/compliance/trend.ts';
import { trendChart } from '../charts.ts';
import { count, day, figure, h, nb, type Html } from '../html.ts';
import { mark, STATUS_WORDS } from '../marks.ts';
import { part, type Page } from '../report.ts';
import { sumCheck, table } from '../table.ts';

export const STATE_WORDS: Readonly<Record<ItemState, string>> = {
  'fixed-on-time': 'Fixed on time',
  'fixed-late': 'Fixed late',
  'open-in-time': 'Open in time',
  'open-overdue': 'Open overdue',
  excepted: 'Excepted',
};
const OLDEST = 6;

export function verdictPart(page: Page): Html {
  const { derived, data } = page;
  const { hosts, items } = derived;
  const previous = data.previous;
  const change = previous && points(hosts.compliance, share(previous.compliant, previous.scope));
  const answer = h`${hosts.compliance.n} of ${hosts.compliance.of} hosts (${percent(hosts.compliance)}) and ${items.compliance.n} of ${items.compliance.of} items (${percent(items.compliance)}) are in order${change ? `; the share of hosts changed by ${change} points since the last report` : ''}.`;
  return part(
    2,
    'Is the inventory patched as the policy demands?',
    answer,
    h`${heads(page)}${trend(data)}<div class="cols"><div>${byStatus(page)}</div><div>${byState(page)}</div></div><div class="cols"><div>${sinceLast(page)}</div><div>${oldest(page)}</div></div>`,
  );
}

function heads({ derived, data }: Page): Html {
  const { hosts, items, kev } = derived;
  const [worst] = derived.overdue;
  return h`<div class="head4"><div><b>${percent(hosts.compliance)}</b>${hosts.compliance.n} of ${hosts.compliance.of} hosts compliant<br><span class="soft">${sayShare(hosts.complianceOfKnown)} of known hosts</span></div>
<div><b>${percent(items.compliance)}</b>${items.compliance.n} of ${items.compliance.of} items in order<br><span class="soft">${count(items.state.excepted, 'excepted item')} apart</span></div>
<div><b>${kev.cves}</b>known-exploited CVEs open<br><span class="soft">${count(kev.items, 'item')}; ${count(hosts.status.unknown, 'host')} unknown</span></div>
<div>${worst ? h`<b>${count(daysBetween(worst.due ?? '', data.period.asOf), 'day')}</b>oldest overdue: ${nb(derived.nameOf(worst.host))}, ${nb(worst.cves[0] ?? worst.source)}<br><span class="soft">${worst.cves.length > 1 ? `and ${worst.cves.length - 1} more, ` : ''}due ${nb((worst.due ?? '').slice(0, 10))}</span>` : h`<b>0</b>items overdue`}</div></div>`;
}

function trend({ trend: months }: ReportData): Html {
  const cell = (pick: (figures: NonNullable<ReportData['trend'][number]['figures']>) => string | number) =>
    months.map(({ figures }) => (figures === null ? '-' : pick(figures)));
  const gaps = months.filter((one) => one.figures === null).length;
  return h`<div class="fig"><p class="cap">Trend of 12 months <span class="soft">hosts in scope, by the newest snapshot of each month</span></p>${trendChart(months)}</div>${table(
    {
      columns: [{ head: 'Month' }, ...months.map(({ month }) => ({ head: nb(month), look: 'r' as const }))],
      rows: [
        ['Day', ...cell((one) => one.day.slice(8))],
        ['Compliant', ...cell((one) => one.compliant)],
        ['Known', ...cell((one) => one.known)],
        ['In scope', ...cell((one) => one.scope)],
        ['Compliant %', ...cell((one) => percent(complianceOf(one)).replace(' %', ''))],
      ],
      dense: true,
    },
  )}<p class="note">Each month as it was known and counted then, with the rules of that day; the last month as this report counts it. ${gaps === 0 ? 'No month is missing.' : `${count(gaps, 'month')} without a snapshot ${gaps === 1 ? 'stays a gap' : 'stay gaps'}.`}</p>`;
}

function byStatus({ derived }: Page): Html {
  const { status, scope } = derived.hosts;
  const words = { compliant: 'Compliant, nothing open', 'in-window': 'Compliant, open in time', excepted: 'Compliant under exception' };
  return h`${table({
    caption: 'Hosts by status',
    columns: [{ head: 'Status' }, { head: 'Hosts', look: 'r' }, { head: 'Share of hosts in scope', look: 'r' }],
    rows: HOST_STATUSES.map((one) => [
      h`${mark(one)}${words[one as keyof typeof words] ?? STATUS_WORDS[one]}`,
      figure(status[one]),
      sayShare(share(status[one], scope)),
    ]),
    foot: ['Sum', scope, sayShare(share(scope, scope))],
  })}${sumCheck('Sum check', HOST_STATUSES.map((one) => status[one]), scope, 'hosts')}`; // prettier-ignore
}

function byState({ derived }: Page): Html {
  const { state, all } = derived.items;
  const judged = derived.hosts.known - derived.hosts.status.unsupported;
  return h`${table({
    caption: h`Items by state <span class="soft">an item is one update on one host</span>`,
    columns: [{ head: 'State' }, { head: 'Items', look: 'r' }, { head: 'Share of all items', look: 'r' }],
    rows: ITEM_STATES.map((one) => [STATE_WORDS[one], figure(state[one]), sayShare(share(state[one], all))]),
    foot: ['Sum', all, sayShare(share(all, all))],
  })}${sumCheck('Sum check', ITEM_STATES.map((one) => state[one]), all, `items on ${judged} judged hosts`)}`; // prettier-ignore
}

function sinceLast({ data, derived }: Page): Html {
  const previous = data.previous;
  if (!previous)
    return h`<p class="cap">Since the last report</p><p class="note">No earlier report of this scope and framework is on record.</p>`;
  const one = previous.delta;
  return h`${table({
    caption: h`Since the last report <span class="soft">${previous.id}</span>`,
    columns: [{ head: 'Open items' }, { head: 'Count', look: 'r' }],
    rows: [
      [h`Open at ${nb(previous.to)}`, figure(one.openThen)],
      ['Moved out: host unknown, unsupported or out of scope now', figure(-one.movedOut || 0)],
      ['Newly open', figure(one.newlyOpen)],
      ['Re-opened', figure(one.reopened)],
      ['Newly fixed', figure(-one.fixed || 0)],
      ['No longer named, or replaced by a newer update', figure(-one.noLongerNamed || 0)],
    ],
    foot: [h`Open at ${nb(data.period.to)}`, one.openNow],
  })}<p class="check"><b>Sum check:</b> ${adds(one) ? 'the lines add up. Holds.' : 'the lines do not add up.'} Hosts: ${sayShare(share(previous.compliant, previous.scope))} then, ${sayShare(derived.hosts.compliance)} now.</p>`;
}

const oldest = ({ derived, data }: Page): Html =>
  table({
    caption: h`Overdue items, oldest first <span class="soft">${Math.min(OLDEST, derived.overdue.length)} of ${derived.overdue.length}</span>`,
    columns: [{ head: 'Host' }, { head: 'Update' }, { head: 'Due' }, { head: 'Days', look: 'r' }],
    rows: derived.overdue.slice(0, OLDEST).map((one) => [
      nb(derived.nameOf(one.host)),
      h`${one.source}${one.reopenedAt ? h` <b>re-opened</b>` : null}`,
      day(one.due),
      daysBetween(one.due ?? '', data.period.asOf),
    ]), // prettier-ignore
    none: 'No item is overdue.',
  });
