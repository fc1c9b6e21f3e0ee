import { BOD_26_04 } from '../ranking/bod-26-04.ts';
import type { SeverityWord } from '../ranking/rules.ts';
import {
  freshness,
  hostFigures,
  itemFigures,
  kevOpen,
  overdue,
  timeToPatch,
  type Freshness,
  type HostFigures,
  type ItemFigures,
  type TimeToPatch,
} from './figures.ts';
import type { ReportData, ReportHost, ReportItem } from './report-data.ts';
import { itemState } from './standing.ts';
import { share, type Share } from './share.ts';

export const SEVERITY_ORDER: readonly SeverityWord[] = ['critical', 'high', 'medium', 'low', 'unstated', 'none'];

export interface Line {
  readonly name: string;
  readonly hosts: readonly ReportHost[];
  readonly items: readonly ReportItem[];
  readonly figures: ItemFigures;
}

/** Every figure of a report, each computed from its data and in one place. */
export interface Derived {
  readonly hosts: HostFigures;
  readonly items: ItemFigures;
  readonly patch: TimeToPatch;
  readonly freshness: Freshness;
  readonly kev: { readonly cves: number; readonly items: number };
  readonly overdue: readonly ReportItem[];
  readonly severities: readonly (Line & { readonly patch: TimeToPatch })[];
  readonly sites: readonly Line[];
  readonly exposures: readonly Line[];
  /** Items by the date of one rule alone. */
  readonly rules: readonly { readonly rule: string; readonly figures: ItemFigures; readonly dated: number }[];
  readonly bodRows: readonly { readonly row: (typeof BOD_26_04)[number]; readonly items: number }[];
  /** As if no exception held. */
  readonly withoutExceptions: Share;
  readonly nameOf: (hostId: string) => string;
}

const EXPOSURE = (host: ReportHost): string => (host.exposed === null ? 'Exposure not said' : host.exposed ? 'Exposed' : 'Not exposed');

export function derive(data: ReportData): Derived {
  const { hosts, items, period } = data;
  const byHost = Map.groupBy(items, (one) => one.host);
  const names = new Map(hosts.map((host) => [host.id, host.name]));
  const lines = (nameOf: (host: ReportHost) => string): Line[] =>
    [...Map.groupBy(hosts, nameOf)]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, some]) => {
        const theirs = some.flatMap((host) => byHost.get(host.id) ?? []);
        return { name, hosts: some, items: theirs, figures: itemFigures(theirs) };
      });
  const counted = hostFigures(hosts);
  return {
    hosts: counted,
    items: itemFigures(items),
    patch: timeToPatch(items, period.asOf),
    freshness: freshness(hosts, period.asOf),
    kev: kevOpen(items),
    overdue: overdue(items),
    severities: SEVERITY_ORDER.flatMap((severity) => {
      const some = items.filter((one) => one.severity === severity);
      return some.length ? [{ name: severity, hosts: [], items: some, figures: itemFigures(some), patch: timeToPatch(some, period.asOf) }] : []; // prettier-ignore
    }),
    sites: lines((host) => host.site || host.group || 'No site'),
    exposures: lines(EXPOSURE),
    rules: data.policy.rules.map((rule) => ({ rule, ...byRule(items, rule, period.asOf) })),
    bodRows: BOD_26_04.map((row) => ({ row, items: items.filter((one) => one.bodRow === row.row).length })),
    withoutExceptions: share(hosts.filter((host) => (host.status === 'compliant' || host.status === 'in-window' || host.status === 'excepted') && !(byHost.get(host.id) ?? []).some((one) => one.state === 'excepted' && one.due !== null && one.due < period.asOf)).length, counted.scope), // prettier-ignore
    nameOf: (id) => names.get(id) ?? id,
  };
}

function byRule(items: readonly ReportItem[], rule: string, asOf: string): { figures: ItemFigures; dated: number } {
  const states = items.map((one) => {
    const due = one.dates[rule] ?? null;
    return { state: itemState({ fixedAt: one.fixedAt, due, excepted: one.exception !== null }, asOf), dated: due !== null };
  });
  return { figures: itemFigures(states), dated: states.filter((one) => one.dated).length };
}
