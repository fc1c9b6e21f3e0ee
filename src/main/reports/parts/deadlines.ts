import type { Line } from '../../../shared/domain/compliance/derive.ts';
import { DUE_SPANS, dueSpan, itemDays, type DueSpan, type TimeToPatch } from '../../../shared/domain/compliance/figures.ts';
import { percent, sayShare } from '../../../shared/domain/compliance/share.ts';
import { ITEM_STATES } from '../../../shared/domain/compliance/standing.ts';
import { exposureChart, patchChart, SPAN_WORDS, type SpanCounts } from '../charts.ts';
import { count, figure, h, type Html } from '../html.ts';
import { capital, part, ruleName, type Page } from '../report.ts';
import { sumCheck, table, type Column, type Row } from '../table.ts';

export function deadlinesPart(page: Page): Html {
  const { state, deadline } = page.derived.items;
  const answer = h`Of ${count(deadline.of, 'item')} fixed or fallen due, ${deadline.n} ${deadline.n === 1 ? 'was' : 'were'} fixed on time (${percent(deadline)}); ${state['fixed-late']} ${state['fixed-late'] === 1 ? 'was' : 'were'} fixed late and ${state['open-overdue']} ${state['open-overdue'] === 1 ? 'is' : 'are'} open past ${state['open-overdue'] === 1 ? 'its' : 'their'} due date.`;
  return part(
    5,
    'Were updates installed before their due date?',
    answer,
    h`${bySeverity(page)}${exposure(page)}${timeToPatch(page)}${byGroup(page)}${byRule(page)}`,
  );
}

const STATES: readonly Column[] = [
  { head: 'Items', look: 'r' },
  { head: 'Fixed on time', look: 'r' },
  { head: 'Fixed late', look: 'r' },
  { head: 'Open overdue', look: 'r' },
  { head: 'Open in time', look: 'r' },
  { head: 'Excepted', look: 'r' },
  { head: 'Deadline performance', look: 'r' },
];
const cells = ({ state, all, deadline }: Line['figures']): Row => [
  all,
  figure(state['fixed-on-time']),
  figure(state['fixed-late']),
  figure(state['open-overdue']),
  figure(state['open-in-time']),
  figure(state.excepted),
  sayShare(deadline),
];

function bySeverity({ derived }: Page): Html {
  const { items, severities } = derived;
  return h`${table({
    caption: 'By severity',
    columns: [{ head: 'Severity' }, ...STATES],
    rows: severities.map((one) => [capital(one.name), ...cells(one.figures)]),
    foot: ['All', ...cells(items)],
  })}${sumCheck('Sum check', ITEM_STATES.map((one) => items.state[one]), items.all, 'items')}`; // prettier-ignore
}

function exposure({ data, derived }: Page): Html {
  const spans = new Map<DueSpan, SpanCounts>();
  for (const one of data.items) {
    if (one.fixedAt !== null) continue;
    const span = dueSpan(one.due, data.period.asOf);
    const before = spans.get(span) ?? { overdue: 0, inTime: 0, excepted: 0 };
    const key = one.state === 'excepted' ? 'excepted' : one.state === 'open-overdue' ? 'overdue' : 'inTime';
    spans.set(span, { ...before, [key]: before[key] + 1 });
  }
  const { state } = derived.items;
  const open = state['open-overdue'] + state['open-in-time'] + state.excepted;
  const row = (span: DueSpan): Row => {
    const one = spans.get(span) ?? { overdue: 0, inTime: 0, excepted: 0 };
    return [
      SPAN_WORDS[span][0],
      figure(one.overdue),
      figure(one.inTime),
      figure(one.excepted),
      figure(one.overdue + one.inTime + one.excepted),
    ];
  };
  return h`<h3>Exposure by due date</h3><div class="fig"><p class="cap">Open items by days to their due date <span class="soft">${count(open, 'item')}</span></p>${exposureChart(spans, data.period.asOf)}</div>${table({
    columns: [{ head: 'Days to the due date' }, { head: 'Open overdue', look: 'r' }, { head: 'Open in time', look: 'r' }, { head: 'Excepted', look: 'r' }, { head: 'Items', look: 'r' }],
    rows: DUE_SPANS.map(row),
    foot: ['All', figure(state['open-overdue']), figure(state['open-in-time']), figure(state.excepted), figure(open)],
    dense: true,
  })}`; // prettier-ignore
}

const oneDecimal = (value: number | null): string => (value === null ? 'n/a' : (Math.round(value * 10) / 10).toFixed(1));

function timeToPatch({ derived, data }: Page): Html {
  const row = (name: string, one: TimeToPatch): Row => [
    name,
    one.fixed,
    one.median ?? 'n/a',
    oneDecimal(one.mean),
    one.p90 ?? 'n/a',
    ...[one.upTo2, one.upTo14, one.upTo30, one.over30].map(figure),
  ];
  const { patch, severities } = derived;
  return h`<h3>Time to patch</h3><div class="fig"><p class="cap">Fixed items by days from clock start to verified fix <span class="soft">${count(patch.fixed, 'item')}</span></p>${patchChart(patch)}</div>${table({
    columns: [{ head: 'Severity' }, { head: 'Fixed', look: 'r' }, { head: 'Median d', look: 'r' }, { head: 'Mean d', look: 'r' }, { head: 'p90 d', look: 'r' }, { head: 'Up to 2 d', look: 'r' }, { head: '3 to 14 d', look: 'r' }, { head: '15 to 30 d', look: 'r' }, { head: 'Over 30 d', look: 'r' }],
    rows: severities.map((one) => row(capital(one.name), one.patch)),
    foot: row('All', patch),
    dense: true,
  })}${sumCheck('Sum check', [patch.upTo2, patch.upTo14, patch.upTo30, patch.over30], patch.fixed, 'fixed items')}<p class="note">Not in these figures: ${count(patch.open, 'item')} still open${patch.oldestOpenDays === null ? '' : `, the oldest for ${count(patch.oldestOpenDays, 'day')}`}. Time exposed: ${itemDays(data.items, data.period.asOf)} item days, from clock start to fix or end of period.</p>`; // prettier-ignore
}

function byGroup({ derived }: Page): Html {
  const compliant = (line: Line): number =>
    line.hosts.filter(({ status }) => status === 'compliant' || status === 'in-window' || status === 'excepted').length;
  const rows = (lines: readonly Line[]): Row[] =>
    lines.map((line) => [line.name, line.hosts.length, compliant(line), ...cells(line.figures)]);
  return h`<h3>By host group</h3>${table({
    columns: [{ head: 'Group' }, { head: 'Hosts', look: 'r' }, { head: 'Compliant', look: 'r' }, ...STATES],
    rows: [],
    groups: [
      { head: 'Site', rows: rows(derived.sites) },
      { head: 'Exposure', rows: rows(derived.exposures) },
    ],
    foot: ['All', derived.hosts.scope, derived.hosts.compliance.n, ...cells(derived.items)],
    dense: true,
  })}`;
}

function byRule({ derived }: Page): Html {
  return h`<h3>By rule</h3>${table({
    columns: [{ head: 'Rule' }, { head: 'Dated', look: 'r' }, ...STATES.slice(1)],
    rows: derived.rules.map(({ rule, figures, dated }) => [ruleName(rule), dated, ...cells(figures).slice(1)]),
    dense: true,
  })}<p class="note">The same items judged by each rule's own date alone. An item that a rule sets no date for counts as in time by it; "Dated" says how many have one.</p>`;
}
