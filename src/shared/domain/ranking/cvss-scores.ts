import { parseCvss, scoreCvss, severityOf, type CvssVector } from '../cvss/cvss.ts';
import type { CvssRow } from '../vulnerability/rows.ts';

/** A score with its vector and whose it is. Scores of two versions of CVSS cannot be compared. */
export interface CvssScore extends CvssRow {
  readonly version: CvssVector['version'];
  /** The base score that the vector gives, 0.0 to 10.0. */
  readonly score: number;
  readonly severity: ReturnType<typeof severityOf>;
  readonly parsed: CvssVector;
}

const ORDER: readonly CvssVector['version'][] = ['4.0', '3.1', '3.0', '2.0'];

/** The newest version first, within it as the record has them: the numbering authority before CISA. */
export function cvssScores(rows: readonly CvssRow[]): CvssScore[] {
  return rows
    .flatMap((row) => {
      const parsed = parseCvss(row.vector);
      if (!parsed) return [];
      const score = scoreCvss(parsed).base;
      return [{ ...row, version: parsed.version, score, severity: severityOf(score), parsed }];
    })
    .sort((a, b) => ORDER.indexOf(a.version) - ORDER.indexOf(b.version));
}
