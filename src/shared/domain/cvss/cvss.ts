import calculator from 'ae-cvss-calculator';
import { METRICS, type CvssVersion } from './metrics.ts';
import { scoreV2 } from './v2.ts';
import { scoreV3 } from './v3.ts';

export type Metrics = Readonly<Record<string, string>>;

export interface CvssVector {
  readonly version: CvssVersion;
  readonly metrics: Metrics;
}

interface CvssScores {
  readonly base: number;
  /** null: v4.0 has one score, which takes threat and environment in. */
  readonly temporal: number | null;
  readonly environmental: number | null;
}

const HEADS: readonly [head: string, version: CvssVersion][] = [
  ['CVSS:4.0/', '4.0'],
  ['CVSS:3.1/', '3.1'],
  ['CVSS:3.0/', '3.0'],
];
/** Longer than the longest vector that v4.0 allows. */
const MAX_LENGTH = 400;

/** A vector string of any version, in any order of its metrics; null where it is none: an unknown, double or missing metric or value. */
export function parseCvss(text: string): CvssVector | null {
  if (text.length > MAX_LENGTH) return null;
  const [head, version] = HEADS.find(([start]) => text.startsWith(start)) ?? ['', '2.0' as const];
  const { base, optional } = METRICS[version];
  const metrics: Record<string, string> = {};
  const body = head === '' ? text.replace(/^\((.*)\)$/, '$1') : text.slice(head.length);
  for (const part of body.split('/')) {
    const [name = '', value = '', ...more] = part.split(':');
    const values = Object.hasOwn(base, name) ? base[name] : Object.hasOwn(optional, name) ? optional[name] : undefined;
    if (more.length || Object.hasOwn(metrics, name) || !values?.split(' ').includes(value)) return null;
    metrics[name] = value;
  }
  return Object.keys(base).every((name) => Object.hasOwn(metrics, name)) ? { version, metrics } : null;
}

/** 0.0 to 10.0 in tenths, by the equations of the vector's own version. v4.0: one score (CVSS-B, -BT, -BE or -BTE). */
export function scoreCvss({ version, metrics }: CvssVector): CvssScores {
  if (version === '2.0') return scoreV2(metrics);
  if (version !== '4.0') return scoreV3(metrics, version);
  const vector = `CVSS:4.0/${Object.entries(metrics)
    .map((pair) => pair.join(':'))
    .join('/')}`;
  return { base: new calculator.Cvss4P0(vector).calculateScores().overall ?? 0, temporal: null, environmental: null };
}

/** The qualitative scale of v3 and v4 (specification v3.1 section 5, v4.0 section 6); v2 has none of its own and is shown by it, too. */
export function severityOf(score: number): 'none' | 'low' | 'medium' | 'high' | 'critical' {
  if (score <= 0) return 'none';
  if (score < 4) return 'low';
  if (score < 7) return 'medium';
  return score < 9 ? 'high' : 'critical';
}
