import { daysBetween, percent, sayShare } from '../../../shared/domain/compliance/share.ts';
import { agesChart, coverageChart } from '../charts.ts';
import { count, day, figure, h, isAre, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { sumCheck, table } from '../table.ts';

export const KNOWLEDGE_WORDS = {
  known: 'Known',
  stale: 'Stale',
  unreachable: 'Unreachable',
  'never-scanned': 'Never scanned',
  'no-data': 'No data',
} as const;

export function coveragePart(page: Page): Html {
  const { scope, known, coverage, status } = page.derived.hosts;
  const answer = h`${count(scope, 'host')} ${isAre(scope)} in scope and ${known} of them (${percent(coverage)}) have a current scan that could be judged; ${status.unknown === 0 ? 'none is unknown' : `${status.unknown} ${isAre(status.unknown)} unknown and ${status.unknown === 1 ? 'stays' : 'stay'} in every denominator`}.`;
  return part(
    3,
    'Which hosts exist, and is the list complete?',
    answer,
    h`<div class="fig"><p class="cap">Coverage <span class="soft">hosts in scope by what is known of them</span></p>${coverageChart(page.derived.hosts)}</div><div class="cols"><div>${groups(page)}</div><div>${ages(page)}</div></div>${unknown(page)}${excluded}${sources(page)}${unjudged(page)}`,
  );
}

function groups({ derived }: Page): Html {
  const { scope, known, knowledge, status, coverage } = derived.hosts;
  const unknownKinds = ['stale', 'unreachable', 'never-scanned', 'no-data'] as const;
  const lost = unknownKinds.map((kind) => knowledge[kind]);
  return h`${table({
    caption: 'From inventory to judged',
    columns: [{ head: 'Group' }, { head: 'Hosts', look: 'r' }],
    rows: [
      [h`<b>In scope (S)</b>`, h`<b>${scope}</b>`],
      ...unknownKinds.map((kind) => [`Unknown: ${KNOWLEDGE_WORDS[kind].toLowerCase()}`, figure(-knowledge[kind] || 0)]),
      [h`<b>Known (K)</b>`, h`<b>${known}</b>`],
      ['Unsupported, no data', figure(-status.unsupported || 0)],
    ],
    foot: ['Judged', known - status.unsupported],
    dense: true,
  })}${sumCheck('S = K + U', [known, ...lost], scope, `hosts; coverage ${sayShare(coverage)}`)}`;
}

function ages({ derived, data }: Page): Html {
  const { freshness } = derived;
  return h`<div class="fig"><p class="cap">Age of the last good scan <span class="soft">hosts</span></p>${agesChart(freshness)}</div>${table(
    {
      columns: [{ head: 'Age' }, { head: 'Hosts', look: 'r' }],
      rows: [
        ['Up to 1 day', figure(freshness.upTo1)],
        ['2 to 7 days', figure(freshness.upTo7)],
        ['8 to 14 days', figure(freshness.upTo14)],
        ['15 to 30 days', figure(freshness.upTo30)],
        ['Over 30 days', figure(freshness.over30)],
        ['Never', figure(freshness.never)],
      ],
      foot: ['Sum', derived.hosts.scope],
      dense: true,
    },
  )}<p class="note">Current: not older than ${count(data.policy.freshnessDays, 'day')}, and the last attempt succeeded. Median ${freshness.median ?? 'n/a'} days, oldest ${freshness.oldest ?? 'n/a'}.</p>`;
}

const unknown = ({ data }: Page): Html =>
  h`<h3>Unknown hosts</h3>${table({
    columns: [{ head: 'Host', width: '34mm' }, { head: 'Group', width: '26mm' }, { head: 'Last good scan', width: '30mm' }, { head: 'Last attempt', width: '24mm' }, { head: 'Reason' }],
    rows: data.hosts
      .filter((host) => host.status === 'unknown')
      .map((host) => [
        nb(host.name),
        KNOWLEDGE_WORDS[host.knowledge],
        host.lastGoodAt ? h`${day(host.lastGoodAt)} <span class="soft">(${daysBetween(host.lastGoodAt, data.period.asOf)} d)</span>` : 'never',
        day(host.lastTriedAt),
        reasonOf(host.knowledge, host.failure),
      ]),
    dense: true,
    none: 'None.',
  })}`; // prettier-ignore

const reasonOf = (knowledge: keyof typeof KNOWLEDGE_WORDS, failure: string | null): string => {
  if (knowledge === 'stale') return 'No scan inside the window';
  if (knowledge === 'no-data') return "The vendor's data of its release is missing or older than its limit";
  return failure ?? 'No attempt on record';
};

const excluded = h`<h3>Excluded from scope</h3><p class="note">No host is excluded: Patchbay counts every host of the inventory that the scope names.</p>`;

const sources = ({ data }: Page): Html =>
  h`<h3>Sources</h3>${table({
    columns: [{ head: 'Source' }, { head: 'Data as of' }, { head: 'Limit, days', look: 'r' }, { head: 'Fresh' }],
    rows: data.sources.map((one) => [one.name, one.date ? nb(one.date) : 'never read', one.limitDays, { current: 'yes', stale: 'no, older than the limit', never: 'no, never read' }[one.state] ?? one.state]),
    dense: true,
    none: 'No source of vulnerability data is in use.',
  })}`; // prettier-ignore

function unjudged({ data }: Page): Html {
  const some = data.hosts.filter((host) => host.unjudged > 0);
  const sum = some.reduce((all, host) => all + host.unjudged, 0);
  if (sum === 0) return h`<p class="note">Cannot judge: 0 packages.</p>`;
  const named = some.slice(0, 4).map((host) => `${host.name}: ${host.unjudged}`).join(', '); // prettier-ignore
  return h`<p class="note">Cannot judge: ${count(sum, 'package')} of foreign origin or newer than any known version on ${count(some.length, 'host')} (${named}${some.length > 4 ? ` and ${some.length - 4} more` : ''}). They are counted apart: see annex file hosts.csv.</p>`;
}
