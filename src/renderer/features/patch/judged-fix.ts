import type { FixRow } from '../../../shared/contract/contract.ts';
import type { Closes } from '../../../shared/contract/vulnerabilities.ts';
import { byDue, dueWords } from '../../state/findings.ts';
import type { FilterFields } from '../../ui/filter.ts';

/** A line of the fix list with what it closes; null where no feed has been judged against it yet. */
export interface JudgedFix extends FixRow {
  readonly closes: Closes | null;
}

export const withCloses = (rows: readonly FixRow[], closes: Readonly<Record<string, Closes>> | null): readonly JudgedFix[] =>
  rows.map((row) => ({ ...row, closes: closes?.[`${row.source} ${row.to} ${row.origin}`] ?? null }));

/** A kernel that is signed is built from a source of its own, and closes what is known of "linux". */
export const closesSource = ({ source }: FixRow, known: string): boolean => source === known || source.startsWith(`${known}-signed-`);

const dueOf = ({ closes }: JudgedFix): { due: Closes['due'] } => ({ due: closes?.due ?? null });

/** The earliest due date first, then known exploited, EPSS by percentile, and on how many hosts. */
export const mostUrgentFirst = (a: JudgedFix, b: JudgedFix): number =>
  byDue(dueOf(a), dueOf(b)) ||
  (b.closes?.kev ?? 0) - (a.closes?.kev ?? 0) ||
  (b.closes?.epss ?? -1) - (a.closes?.epss ?? -1) ||
  b.hosts.length - a.hosts.length ||
  (a.source < b.source ? -1 : 1);

const marksOf = ({ closes }: JudgedFix): readonly string[] => [
  ...((closes?.kev ?? 0) > 0 ? ['kev'] : []),
  ...(dueWords(closes?.due ?? null)[0] === 'overdue' ? ['overdue'] : []),
];

export const fixFields: FilterFields<JudgedFix> = {
  is: marksOf,
  due: (row) => dueWords(row.closes?.due ?? null),
  severity: (row) => (row.closes?.severity ? [row.closes.severity] : []),
  cve: (row) => row.closes?.cves ?? [],
  host: (row) => row.hosts.map((host) => host.hostName),
  origin: (row) => [row.origin],
  state: (row) => [row.state],
  package: (row) => row.packages,
};

export const fixText = (row: JudgedFix): string =>
  `${row.source} ${row.packages.join(' ')} ${row.to} ${marksOf(row).join(' ')} ${row.closes?.cves.join(' ') ?? ''}`;
