/**
 * Due-date rules as data: the first row that fits says how long. Every number is a default that a shop can edit.
 * Sources are what each rule was read from; a shop that answers to one of them checks its own edition.
 */
export type SeverityWord = 'critical' | 'high' | 'medium' | 'low' | 'none' | 'unstated';

export interface Condition {
  readonly severity?: readonly SeverityWord[];
  /** CVSS v3 base score at least this. */
  readonly cvss3AtLeast?: number;
  readonly exposed?: boolean;
  /** An exploit is known: in KEV, or SSVC says proof of concept or active. */
  readonly exploit?: boolean;
}

export type Within = { readonly hours: number } | { readonly days: number } | { readonly months: number } | 'own time frame';

export interface DueRule {
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly clock: 'released' | 'seen';
  readonly rows: readonly { readonly when: Condition; readonly within: Within; readonly say: string }[];
}

const OWN = { when: {}, within: 'own time frame', say: "everything else: the shop's own time frame" } as const;

export const PCI_DSS: DueRule = {
  id: 'pci-dss',
  name: 'PCI DSS 4.0.1, 6.3.3',
  source: 'PCI DSS 4.0.1 requirement 6.3.3',
  clock: 'released',
  rows: [{ when: { severity: ['critical'] }, within: { months: 1 }, say: 'critical: one month from release' }, OWN],
};

/** As the standard was read before 4.0.1 narrowed it, and as some assessors still do. */
export const PCI_DSS_HIGH: DueRule = {
  ...PCI_DSS,
  id: 'pci-dss-high',
  name: 'PCI DSS 6.3.3, critical and high',
  rows: [{ when: { severity: ['critical', 'high'] }, within: { months: 1 }, say: 'critical or high: one month from release' }, OWN],
};

export const CYBER_ESSENTIALS: DueRule = {
  id: 'cyber-essentials',
  name: 'Cyber Essentials v3.3',
  source: 'Cyber Essentials requirements v3.3, A6.4 and A6.5',
  clock: 'released',
  rows: [
    { when: { severity: ['critical', 'high'] }, within: { days: 14 }, say: 'the vendor says critical or high: 14 days from release' },
    { when: { cvss3AtLeast: 7 }, within: { days: 14 }, say: 'CVSS v3 is 7.0 or more: 14 days from release' },
    { when: { severity: ['unstated'] }, within: { days: 14 }, say: 'the vendor states no severity: 14 days from release' },
    OWN,
  ],
};

const E8_OTHERS = { when: {}, within: { months: 1 }, say: 'not internet-facing: one month from release' } as const;
const E8_FACING: DueRule['rows'] = [
  { when: { exposed: true, severity: ['critical'] }, within: { hours: 48 }, say: 'internet-facing and critical: 48 hours from release' },
  { when: { exposed: true, exploit: true }, within: { hours: 48 }, say: 'internet-facing and an exploit exists: 48 hours from release' },
  { when: { exposed: true }, within: { days: 14 }, say: 'internet-facing: two weeks from release' },
];

export const ESSENTIAL_EIGHT: DueRule = {
  id: 'essential-eight',
  name: 'Essential Eight, operating systems',
  source: 'Essential Eight maturity model, patch operating systems, levels one and two',
  clock: 'released',
  rows: [...E8_FACING, E8_OTHERS],
};

export const ESSENTIAL_EIGHT_ML3: DueRule = {
  ...ESSENTIAL_EIGHT,
  id: 'essential-eight-3',
  name: 'Essential Eight, level three',
  source: 'Essential Eight maturity model, patch operating systems, level three',
  rows: [
    ...E8_FACING,
    { when: { severity: ['critical'] }, within: { hours: 48 }, say: 'critical: 48 hours from release' },
    { when: { exploit: true }, within: { hours: 48 }, say: 'an exploit exists: 48 hours from release' },
    E8_OTHERS,
  ],
};

export const HIPAA: DueRule = {
  id: 'hipaa',
  name: 'HIPAA Security Rule (proposed)',
  source: 'HIPAA Security Rule, notice of proposed rulemaking',
  clock: 'released',
  rows: [
    { when: { severity: ['critical'] }, within: { days: 15 }, say: 'critical: 15 days from release' },
    { when: { severity: ['high'] }, within: { days: 30 }, say: 'high: 30 days from release' },
    OWN,
  ],
};

/** The shop's own table: days a severity, counted from the day that the finding was first seen. */
export const ownRule = (days: Readonly<Partial<Record<SeverityWord, number>>>): DueRule => ({
  id: 'own',
  name: 'Own table',
  source: 'Settings',
  clock: 'seen',
  rows: [
    ...Object.entries(days).map(([word, count]) => ({
      when: { severity: [word as SeverityWord] },
      within: { days: count },
      say: `${word}: ${count} days from first seen`,
    })),
    OWN,
  ],
});

export const DUE_RULES: readonly DueRule[] = [PCI_DSS, PCI_DSS_HIGH, CYBER_ESSENTIALS, ESSENTIAL_EIGHT, ESSENTIAL_EIGHT_ML3, HIPAA];
