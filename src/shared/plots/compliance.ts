import { columnsScene, type Segment } from './columns.ts';
import type { LegendItem } from './parts.ts';
import type { Fill, Scene, Tone } from './scene.ts';

/** The hosts of one month; null where nobody looked. */
export interface ComplianceMonth {
  readonly name: string;
  readonly isCurrent: boolean;
  readonly hosts: { readonly current: number; readonly outstanding: number; readonly overdue: number; readonly unknown: number } | null;
}

export interface ComplianceWords {
  readonly current: string;
  readonly outstanding: string;
  readonly overdue: string;
  readonly unknown: string;
  readonly noData: string;
  /** The numerator with its denominator, the fullest way first. */
  readonly of: (current: number, all: number) => readonly string[];
  readonly sentence: (months: number, without: number, last: string) => string;
  readonly number: (value: number) => string;
}

type Kind = 'current' | 'outstanding' | 'overdue' | 'unknown';
/** What is proven stands on the axis. */
const KINDS: readonly (readonly [Kind, Tone, Fill])[] = [
  ['current', 'ok', 'solid'],
  ['outstanding', 'idle', 'outline'],
  ['overdue', 'bad', 'framed'],
  ['unknown', 'unknown', 'hatch'],
];

export const hostsOfMonth = ({ hosts }: ComplianceMonth): number =>
  hosts === null ? 0 : hosts.current + hosts.outstanding + hosts.overdue + hosts.unknown;

/** Month by month how many hosts were current, of all: stacked bars, a month without data a gap. */
export function complianceScene(months: readonly ComplianceMonth[], words: ComplianceWords, width: number, height = 200): Scene {
  const legend: LegendItem[] = KINDS.map(([kind, tone, fill]) => ({ tone, fill, text: words[kind] }));
  const last = months.findLast((month) => month.hosts !== null);
  const lastWords = last?.hosts ? `${last.name}: ${words.of(last.hosts.current, hostsOfMonth(last))[0] ?? ''}` : words.noData;
  return columnsScene({
    width,
    height,
    legend,
    noData: words.noData,
    number: words.number,
    label: words.sentence(months.length, months.filter((month) => month.hosts === null).length, lastWords),
    columns: months.map((month) => ({
      name: month.name,
      isCurrent: month.isCurrent,
      segments: month.hosts && segmentsOf(month, month.hosts, words),
      above: month.hosts ? words.of(month.hosts.current, hostsOfMonth(month)) : [],
    })),
  });
}

const segmentsOf = ({ name }: ComplianceMonth, hosts: NonNullable<ComplianceMonth['hosts']>, words: ComplianceWords): Segment[] =>
  KINDS.map(([kind, tone, fill]) => ({ tone, fill, value: hosts[kind], title: `${name}: ${words[kind]} ${words.number(hosts[kind])}` }));
