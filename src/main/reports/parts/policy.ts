import { sayShare } from '../../../shared/domain/compliance/share.ts';
import { DUE_RULES } from '../../../shared/domain/ranking/rules.ts';
import { count, figure, h, type Html } from '../html.ts';
import { part, ruleName, type Page } from '../report.ts';
import { sumCheck, table } from '../table.ts';

export function policyPart(page: Page): Html {
  const { rules } = page.data.policy;
  const answer = h`${count(rules.length, 'rule')} ${rules.length === 1 ? 'gives' : 'give'} each item a date (${rules.map(ruleName).join('; ')}); the earliest one counts.`;
  return part(
    4,
    'Which rules were applied, and how were the figures computed?',
    answer,
    h`${ruleTable(page)}${clocks}${bodTable(page)}${rings(page)}${formulas(page)}`,
  );
}

function ruleTable({ data }: Page): Html {
  const rows = DUE_RULES.filter((rule) => data.policy.rules.includes(rule.id)).flatMap((rule) =>
    rule.rows.map((row) => [rule.name, row.say, rule.clock === 'released' ? 'release of the fix' : 'first seen'] as const),
  );
  return table({
    caption: 'Dates by severity',
    columns: [{ head: 'Rule', width: '52mm' }, { head: 'Within' }, { head: 'Clock starts at', width: '38mm' }],
    rows,
    dense: true,
    none: 'Only the decision table of BOD 26-04 below sets dates: no other rule is in use.',
  });
}

const clocks = h`<h3>Clock rules</h3>${table({
  columns: [{ head: 'Case', width: '38mm' }, { head: 'Rule' }],
  rows: [
    [
      'Release not known',
      "where the vendor's data does not say when a fix appeared, the clock starts when the finding was first seen on the host",
    ],
    ['BOD 26-04', 'the earlier of the KEV listing and the first detection on the host'],
    ['Came back', 'a finding that comes back after an update keeps its first clock and is marked re-opened'],
    ['Exception', 'does not stop the clock; the original due date is printed'],
    ['Unreachable', 'the clock goes on'],
    ['No update', 'a finding that no update closes yet is no item; it is counted apart in part 7'],
  ],
  dense: true,
})}`;

function bodTable({ data, derived }: Page): Html {
  const yes = (is: boolean): string => (is ? 'yes' : 'no');
  const said = data.hosts.filter((host) => host.exposed !== null).length;
  const estimated = data.items.filter((one) => one.estimated).length;
  return h`${table({
    caption: h`BOD 26-04 decision table <span class="soft">with the items that it judged in this period</span>`,
    columns: [{ head: 'Row' }, { head: 'In KEV' }, { head: 'Exposed' }, { head: 'Automatable' }, { head: 'Technical impact' }, { head: 'Deadline' }, { head: 'Items', look: 'r' }],
    rows: derived.bodRows.map(({ row, items }) => [row.row, yes(row.inKev), yes(row.exposed), yes(row.automatable), row.impact, row.timeline, figure(items)]),
    foot: ['Sum', '', '', '', '', '', derived.items.all],
    dense: true,
  })}${sumCheck('Sum check', derived.bodRows.map((one) => one.items), derived.items.all, 'items')}<p class="note">"Exposed" is the shop's own answer, given for ${said} of ${data.hosts.length} hosts; without it a host is taken as not exposed. Automatable or impact was estimated from CVSS, or cautiously without it, for ${count(estimated, 'item')}. "Fix on system upgrade" sets no date.</p>`; // prettier-ignore
}

function rings({ data }: Page): Html {
  const groups = [...Map.groupBy(data.hosts, (host) => host.ring)].sort(([a], [b]) => a - b);
  return h`<h3>Rings</h3>${table({
    columns: [{ head: 'Ring' }, { head: 'Hosts', look: 'r' }],
    rows: groups.map(([ring, some]) => [ring === 0 ? '0 pilot' : ring, some.length]),
    foot: ['Sum', data.hosts.length],
    dense: true,
    none: 'No host is in scope.',
  })}<p class="note">Maintenance windows and approvals by policy: not on record in this report.</p>`;
}

function formulas({ derived }: Page): Html {
  const { hosts, items, patch } = derived;
  const { status } = hosts;
  const { state } = items;
  return h`<h3>Formulas used</h3>${table({
    columns: [{ head: 'Figure', width: '34mm' }, { head: 'Formula' }, { head: 'This period', width: '46mm' }],
    rows: [
      ['Item', 'one fixed version of one source package on one known, supported host, open at some time of the period', count(items.all, 'item')],
      ['Compliant host', 'known, supported, no item overdue; items under a valid exception are not overdue', `${status.compliant} + ${status['in-window']} + ${status.excepted} = ${hosts.compliance.n}`],
      ['Host compliance', 'compliant hosts / hosts in scope (S)', sayShare(hosts.compliance)],
      ['Host compliance, known', 'compliant hosts / known hosts (K); never printed alone', sayShare(hosts.complianceOfKnown)],
      ['Item compliance', '(fixed on time + open in time) / (all items - excepted)', `(${state['fixed-on-time']} + ${state['open-in-time']}) / (${items.all} - ${state.excepted}): ${sayShare(items.compliance)}`],
      ['Deadline performance', 'fixed on time / (fixed on time + fixed late + open overdue)', sayShare(items.deadline)],
      ['Coverage', 'K / S', sayShare(hosts.coverage)],
      ['Time to patch', 'verified fix - clock start, fixed items only, whole days; p90 by nearest rank', `${count(patch.fixed, 'item')}, part 5`],
      ['Fixed', 'a fresh scan shows another version of the package, or none; an exit code alone never counts', ''],
      ['Rounding', 'half up, one decimal; rounded shares may add up to 99.9 or 100.1', ''],
      ['Empty denominator', 'prints "n/a", never 100 %', ''],
    ],
    dense: true,
  })}`; // prettier-ignore
}
