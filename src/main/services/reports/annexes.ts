import type { AuditLine, ReportData } from '../../../shared/domain/compliance/report-data.ts';
import { csvText } from '../host-files/csv/write.ts';

export interface Annex {
  readonly name: string;
  readonly says: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const say = (value: string | number | boolean | null | undefined): string => (value === null || value === undefined ? '' : typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)); // prettier-ignore

/** Every table of a report, in full. `audit`: all entries of the period. */
export function annexesOf(data: ReportData, audit: readonly AuditLine[]): Annex[] {
  const names = new Map(data.hosts.map((host) => [host.id, host.name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  return [...standing(data, nameOf), ...records(data, nameOf), auditAnnex(audit)];
}

type NameOf = (id: string) => string;
const annex = <T>(
  name: string,
  says: string,
  some: readonly T[],
  columns: Readonly<Record<string, (one: T) => string | number | boolean | null | undefined>>,
): Annex => ({ name, says, head: Object.keys(columns), rows: some.map((one) => Object.values(columns).map((cell) => say(cell(one)))) });

const standing = ({ hosts, items, noUpdate, policy, trend }: ReportData, nameOf: NameOf): Annex[] => [
  annex('hosts.csv', 'every host in scope with its status', hosts, {
    host: (one) => one.name,
    id: (one) => one.id,
    site: (one) => one.site,
    group: (one) => one.group,
    owner: (one) => one.owner,
    system: (one) => one.system,
    'supported until': (one) => one.supportedUntil,
    exposed: (one) => one.exposed,
    criticality: (one) => one.criticality,
    ring: (one) => one.ring,
    known: (one) => one.knowledge,
    status: (one) => one.status,
    'last good scan': (one) => one.lastGoodAt,
    'last attempt': (one) => one.lastTriedAt,
    failure: (one) => one.failure,
    'reboot pending': (one) => one.rebootPending,
    'last patch': (one) => one.lastPatchAt,
    'cannot judge': (one) => one.unjudged,
  }),
  annex('items.csv', 'every item: clock, due dates, state', items, {
    host: (one) => nameOf(one.host),
    source: (one) => one.source,
    installed: (one) => one.installed,
    fixed: (one) => one.fixed,
    cves: (one) => one.cves.join(' '),
    'known exploited': (one) => one.kev.join(' '),
    severity: (one) => one.severity,
    cvss: (one) => one.cvss?.score,
    'cvss version': (one) => one.cvss?.version,
    'epss percentile': (one) => one.epss,
    'clock start': (one) => one.clock,
    'clock reason': (one) => one.clockReason,
    due: (one) => one.due,
    rule: (one) => one.rule,
    ...Object.fromEntries(policy.rules.map((rule) => [`due by ${rule}`, (one: ReportData['items'][number]) => one.dates[rule]])),
    'bod row': (one) => one.bodRow,
    estimated: (one) => one.estimated,
    'fixed at': (one) => one.fixedAt,
    're-opened at': (one) => one.reopenedAt,
    exception: (one) => one.exception,
    deployment: (one) => one.deployment,
    state: (one) => one.state,
  }),
  annex('no-update.csv', 'open findings that no update closes yet', noUpdate, {
    host: (one) => nameOf(one.host),
    cve: (one) => one.cve,
    source: (one) => one.source,
    severity: (one) => one.severity,
    'known exploited': (one) => one.kev,
    since: (one) => one.since,
  }),
  annex('trend.csv', 'the months of the trend', trend, {
    month: (one) => one.month,
    day: (one) => one.figures?.day,
    compliant: (one) => one.figures?.compliant,
    known: (one) => one.figures?.known,
    'in scope': (one) => one.figures?.scope,
  }),
];

const records = ({ deployments, exceptions, endOfLife, traces }: ReportData, nameOf: NameOf): Annex[] => [
  annex('deployments.csv', 'every deployment of the period', deployments, {
    id: (one) => one.id,
    name: (one) => one.name,
    kind: (one) => one.kind,
    approver: (one) => one.approver,
    operator: (one) => one.operator,
    'plan hash': (one) => one.planHash,
    previewed: (one) => one.previewedAt,
    start: (one) => one.startedAt,
    end: (one) => one.endedAt,
    reboot: (one) => one.reboot,
    'rolls back': (one) => one.rollsBack,
    'stopped because': (one) => one.stoppedBecause,
  }),
  annex(
    'runs.csv',
    'every run: start, end, outcome',
    deployments.flatMap((deployment) => deployment.runs.map((run) => ({ ...run, deployment: deployment.id }))),
    {
      deployment: (one) => one.deployment,
      host: (one) => one.hostName,
      ring: (one) => one.ring,
      state: (one) => one.state,
      start: (one) => one.startedAt,
      end: (one) => one.endedAt,
      packages: (one) => one.packages,
      rebooted: (one) => one.rebooted,
      failure: (one) => one.failure,
      'checks passed': (one) => one.checks.passed,
      'checks failed': (one) => one.checks.failed,
      'rolled back by': (one) => one.rolledBackBy,
    },
  ),
  annex('exceptions.csv', 'the exceptions register', exceptions, {
    id: (one) => one.id,
    finding: (one) => one.what,
    kind: (one) => one.kind,
    hosts: (one) => (one.hosts.length ? one.hosts.map(nameOf).join('; ') : 'all'),
    owner: (one) => one.owner,
    'granted by': (one) => one.grantedBy,
    reason: (one) => one.reason,
    'compensating control': (one) => one.control,
    granted: (one) => one.granted,
    expires: (one) => one.expires,
    'original due': (one) => one.originalDue,
    renewals: (one) => one.renewals,
    items: (one) => one.items,
    state: (one) => one.state,
  }),
  annex('end-of-life.csv', 'what ends when, systems and software', endOfLife, {
    host: (one) => nameOf(one.host),
    kind: (one) => one.kind,
    product: (one) => one.title,
    state: (one) => one.state,
    ends: (one) => one.ends,
    'extended support': (one) => one.extendedSupport,
    control: (one) => one.control,
    owner: (one) => one.owner,
    review: (one) => one.reviewOn,
  }),
  annex('traces.csv', 'the sampled updates', traces, {
    stratum: (one) => one.stratum,
    host: (one) => nameOf(one.host),
    source: (one) => one.source,
    fixed: (one) => one.fixed,
    found: (one) => one.foundAt,
    previewed: (one) => one.previewedAt,
    approved: (one) => one.approvedAt,
    deployed: (one) => one.deployedAt,
    verified: (one) => one.verifiedAt,
    deployment: (one) => one.deployment,
    due: (one) => one.due,
    'on time': (one) => one.onTime,
  }),
];

const auditAnnex = (lines: readonly AuditLine[]): Annex =>
  annex('audit.csv', 'the audit log of the period', lines, {
    seq: (one) => one.seq,
    at: (one) => one.at,
    actor: (one) => one.actor,
    action: (one) => one.action,
    object: (one) => one.object,
    hash: (one) => one.hash,
  });

/** As a file, the report's id before every row. */
export const annexText = (one: Annex, id: string): string => csvText(['report', ...one.head], one.rows.map((row) => [id, ...row])); // prettier-ignore
