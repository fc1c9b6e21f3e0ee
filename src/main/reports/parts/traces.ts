import type { Trace } from '../../../shared/domain/compliance/report-data.ts';
import { count, day, h, minute, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { table, type Row } from '../table.ts';

export function tracesPart(page: Page): Html {
  const { traces, period } = page.data;
  const whole = traces.filter((one) => one.approvedAt && one.deployedAt && one.previewedAt).length;
  const onTime = traces.filter((one) => one.onTime).length;
  const hosts = new Set(traces.map((one) => one.host)).size;
  const answer = traces.length
    ? h`${whole} of ${count(traces.length, 'sampled update')} on ${count(hosts, 'host')} ${whole === 1 ? 'shows' : 'show'} discovery, preview, approval, deployment and verification with their times; ${onTime} of ${traces.length} ${onTime === 1 ? 'was' : 'were'} verified by the due date; none has a rehearsal on record.`
    : h`No update was verified as fixed in the period, so that none can be followed.`;
  const groups = [...Map.groupBy(traces, (one) => `${one.stratum} ${one.host}`).values()].map((some) => ({
    head: h`${nb(page.derived.nameOf(some[0]?.host ?? ''))} <span class="soft">stratum: ${some[0]?.stratum ?? ''}</span>`,
    rows: some.map(row),
  }));
  return part(
    14,
    'Can single updates be followed from discovery to proof?',
    answer,
    h`${table({
      columns: [{ head: 'Update', width: '38mm' }, { head: 'Fixed in' }, { head: '1 Scan found it', width: '25mm' }, { head: '2 Previewed', width: '25mm' }, { head: '3 Rehearsed' }, { head: '4 Approved', width: '25mm' }, { head: '5 Deployed', width: '25mm' }, { head: '6 Verified', width: '25mm' }, { head: 'Due', width: '19mm' }, { head: 'Result' }],
      rows: [],
      groups,
      dense: true,
      none: 'None.',
    })}<p class="note">Method: of each stratum (exposed, not exposed, exposure not said, criticality high) the judged hosts with a fixed item are sorted by SHA-256 of the seed, a space and the host name; the first one that was not drawn yet is sampled, with the three updates verified last. Seed: "${page.data.framework} ${period.from} ${period.to}". The draw can be repeated from annex file hosts.csv. "Not by Patchbay": no deployment on record changed the package; a scan found it fixed.</p>`,
  ); // prettier-ignore
}

const row = (one: Trace): Row => {
  const byHand = one.deployment === null;
  const none = h`<span class="soft">not by Patchbay</span>`;
  return [
    one.source,
    one.fixed,
    minute(one.foundAt),
    byHand ? none : minute(one.previewedAt),
    'not rehearsed',
    byHand ? none : minute(one.approvedAt),
    byHand ? none : h`${minute(one.deployedAt)}<br><span class="soft">${nb(one.deployment ?? '')}</span>`,
    h`${minute(one.verifiedAt)}<br><span class="soft">fresh scan</span>`,
    day(one.due),
    one.onTime ? 'on time' : h`<b class="late">late</b>`,
  ];
};
