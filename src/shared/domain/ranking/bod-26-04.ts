/**
 * CISA BOD 26-04 as the decision table that CERT/CC publishes (SSVC, cisa_bod_26_04_1_0_0): four answers, 16 rows.
 * The row's number is part of the reason that is shown.
 */
export type TechnicalImpact = 'partial' | 'total';
type Timeline = 'fix on system upgrade' | '60 days' | '14 days' | '3 days' | '3 days & forensic investigation';

interface BodAnswers {
  readonly inKev: boolean;
  readonly exposed: boolean;
  readonly automatable: boolean;
  readonly impact: TechnicalImpact;
}
interface BodRow extends BodAnswers {
  readonly row: number;
  readonly timeline: Timeline;
}

const row = (
  number: number,
  inKev: 'yes' | 'no',
  exposed: 'yes' | 'no',
  automatable: 'yes' | 'no',
  impact: TechnicalImpact,
  timeline: Timeline,
): BodRow => ({ row: number, inKev: inKev === 'yes', exposed: exposed === 'yes', automatable: automatable === 'yes', impact, timeline });

export const BOD_26_04: readonly BodRow[] = [
  row(0, 'no', 'no', 'no', 'partial', 'fix on system upgrade'),
  row(1, 'yes', 'no', 'no', 'partial', '14 days'),
  row(2, 'no', 'yes', 'no', 'partial', '60 days'),
  row(3, 'no', 'no', 'yes', 'partial', '60 days'),
  row(4, 'no', 'no', 'no', 'total', 'fix on system upgrade'),
  row(5, 'yes', 'yes', 'no', 'partial', '14 days'),
  row(6, 'yes', 'no', 'yes', 'partial', '14 days'),
  row(7, 'no', 'yes', 'yes', 'partial', '14 days'),
  row(8, 'yes', 'no', 'no', 'total', '14 days'),
  row(9, 'no', 'yes', 'no', 'total', '14 days'),
  row(10, 'no', 'no', 'yes', 'total', '60 days'),
  row(11, 'yes', 'yes', 'yes', 'partial', '3 days'),
  row(12, 'yes', 'yes', 'no', 'total', '3 days & forensic investigation'),
  row(13, 'yes', 'no', 'yes', 'total', '3 days & forensic investigation'),
  row(14, 'no', 'yes', 'yes', 'total', '3 days'),
  row(15, 'yes', 'yes', 'yes', 'total', '3 days & forensic investigation'),
];

export const TIMELINE_DAYS: Readonly<Record<Timeline, number | null>> = {
  'fix on system upgrade': null,
  '60 days': 60,
  '14 days': 14,
  '3 days': 3,
  '3 days & forensic investigation': 3,
};

/** The one row that these answers name: the table is total, which a test holds. */
export function bodRow(answers: BodAnswers): BodRow {
  const found = BOD_26_04.find(
    (one) =>
      one.inKev === answers.inKev &&
      one.exposed === answers.exposed &&
      one.automatable === answers.automatable &&
      one.impact === answers.impact,
  );
  if (!found) throw new Error('BOD 26-04 has a row for every answer');
  return found;
}

const yes = (answer: boolean): string => (answer ? 'yes' : 'no');

/** "KEV yes, exposed no, automatable yes, impact total: 3 days & forensic investigation (row 13)" */
export const readAloud = (one: BodRow): string =>
  `KEV ${yes(one.inKev)}, exposed ${yes(one.exposed)}, automatable ${yes(one.automatable)}, impact ${one.impact}: ${one.timeline} (row ${one.row})`;
