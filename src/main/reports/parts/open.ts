import type { ReportItem } from '../../../shared/domain/compliance/report-data.ts';
import { daysBetween } from '../../../shared/domain/compliance/share.ts';
import { BOD_26_04 } from '../../../shared/domain/ranking/bod-26-04.ts';
import { count, day, few, h, isAre, type Html } from '../html.ts';
import { capital, part, ruleName, type Page } from '../report.ts';
import { sumCheck, table, type Row } from '../table.ts';

/** Rows that are printed of each state; the rest stands in the annex. */
const MOST = { 'open-overdue': 150, 'open-in-time': 80, excepted: 40 } as const;
type OpenState = keyof typeof MOST;
const HEADS: Readonly<Record<OpenState, string>> = {
  'open-overdue': 'Overdue',
  'open-in-time': 'Open in time',
  excepted: 'Excepted (ranked last, the clock goes on)',
};

export function openPart(page: Page): Html {
  const { data, derived } = page;
  const { state } = derived.items;
  const all = state['open-overdue'] + state['open-in-time'] + state.excepted;
  const answer = h`${count(all, 'item')} ${isAre(all)} open: ${state['open-overdue']} overdue, ${state['open-in-time']} in time, ${state.excepted} under exception; ${derived.kev.items} of them with a known-exploited CVE.`;
  const groups = (Object.keys(MOST) as OpenState[]).map((one) => ({
    state: one,
    rows: grouped(data.items.filter((item) => item.state === one)),
  }));
  const left = groups.map(({ state: one, rows }) => rows.slice(MOST[one]));
  const cut = left.flat();
  const body = table({
    columns: [{ head: 'CVE', width: '40mm' }, { head: 'Severity' }, { head: 'CVSS', look: 'r' }, { head: 'EPSS pct.', look: 'r' }, { head: 'KEV' }, { head: 'Package' }, { head: 'Installed' }, { head: 'Fixed in' }, { head: 'Hosts', width: '42mm' }, { head: 'Age, days', look: 'r' }, { head: 'Due', width: '21mm' }, { head: 'Rule; BOD row', width: '34mm' }],
    rows: [],
    groups: groups.filter((one) => one.rows.length).map(({ state: one, rows }) => ({ head: `${HEADS[one]}: ${count(state[one], 'item')}`, rows: rows.slice(0, MOST[one]).map((group) => row(group, page)) })),
    dense: true,
    none: 'Nothing is open.',
  }); // prettier-ignore
  return part(
    7,
    'What is still open, and in which order will it be fixed?',
    answer,
    h`${body}${sumCheck('Sum check', [state['open-overdue'], state['open-in-time'], state.excepted], all, 'open items, the same as in part 2')}
${cut.length ? h`<p class="note">${count(cut.length, 'row')} more with ${count(cut.flat().length, 'item')}: annex file items.csv.</p>` : null}
<p class="note">Order: known exploited, due date, EPSS, severity. CVSS base score, newest version that is known. EPSS percentile, 0 to 100. "-": not known, or no date by any rule. All CVEs of an update: annex file items.csv.</p>
<p class="note">Findings without an update: ${data.noUpdate.length} on ${count(new Set(data.noUpdate.map((one) => one.host)).size, 'host')} (annex file no-update.csv). They are no items: nothing could be installed. ${count(data.withdrawn, 'finding')} ended because a vendor's data changed and no package did; ${data.withdrawn === 1 ? 'it counts' : 'they count'} neither as fixed nor as open.</p>`,
  );
}

/** One row an update, with the hosts that want it for the same reason. */
function grouped(items: readonly ReportItem[]): ReportItem[][] {
  const alike = Map.groupBy(
    items,
    (one) => `${one.source} ${one.installed} ${one.fixed} ${one.due?.slice(0, 10) ?? '9'} ${one.rule ?? ''}`,
  );
  return [...alike.values()].sort(([a], [b]) => (a && b ? byRank(a, b) : 0));
}

const byRank = (a: ReportItem, b: ReportItem): number =>
  Number(b.kev.length > 0) - Number(a.kev.length > 0) ||
  (a.due ?? '9').localeCompare(b.due ?? '9') ||
  (b.epss ?? -1) - (a.epss ?? -1) ||
  (b.cvss?.score ?? -1) - (a.cvss?.score ?? -1) ||
  a.source.localeCompare(b.source);

function row(group: readonly ReportItem[], { data, derived }: Page): Row {
  const one = group[0] as ReportItem;
  const { asOf } = data.period;
  const age = group.reduce((most, item) => Math.max(most, daysBetween(item.clock, asOf)), 0);
  const left = one.due === null ? null : daysBetween(asOf, one.due);
  const late = one.due !== null && one.due < asOf;
  const reopened = group.some((item) => item.reopenedAt !== null);
  return [
    few(one.cves, 1),
    capital(one.severity),
    one.cvss ? one.cvss.score.toFixed(1) : '-',
    one.epss === null ? '-' : Math.floor(one.epss * 100),
    one.kev.length ? h`<b class="late">yes</b>` : 'no',
    one.source,
    one.installed,
    one.fixed,
    h`${group.length} <span class="soft">${few(group.map((item) => derived.nameOf(item.host)), 3)}</span>${reopened ? h` <b>re-opened</b>` : null}`, // prettier-ignore
    age,
    h`${day(one.due)}${left === null ? null : late ? h`<br><b class="late">${left === 0 ? 'overdue since today' : `${-left} d overdue`}</b>` : h`<br><span class="soft">in ${left} d</span>`}`,
    h`${one.rule ? ruleName(one.rule) : 'none sets a date'}<br><span class="soft">row ${one.bodRow}: ${BOD_26_04[one.bodRow]?.timeline ?? ''}</span>`,
  ];
}
