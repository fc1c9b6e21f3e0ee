/** Which demands a report is written for. The wording of a control is ours and short; its text is its maker's. */
export const FRAMEWORK_IDS = [
  'own',
  'pci-dss',
  'bod-26-04',
  'cis-8',
  'iso-27001',
  'cyber-essentials',
  'essential-eight',
  'hipaa',
  'nist-800-40',
] as const;
export type FrameworkId = (typeof FRAMEWORK_IDS)[number];

/** What of the figures bears on a control; null: the part shows it, and there is nothing to count. */
export type Finding = 'overdue' | 'coverage' | 'kev' | 'changes' | 'exceptions' | 'unsupported' | 'chain' | null;

export interface Control {
  readonly id: string;
  readonly asks: string;
  /** Numbers of the parts that hold the evidence. */
  readonly parts: readonly number[];
  readonly finding: Finding;
}

export interface Framework {
  readonly id: FrameworkId;
  readonly name: string;
  /** The due-date rule that its dates come from, beside those in use; null: it sets none of its own. */
  readonly rule: string | null;
  readonly controls: readonly Control[];
}

const control = (id: string, asks: string, parts: readonly number[], finding: Finding = null): Control => ({ id, asks, parts, finding });

export const FRAMEWORKS: readonly Framework[] = [
  {
    id: 'own',
    name: 'Own policy',
    rule: null,
    controls: [
      control('Scope', 'Every host is known and scanned', [3, 8], 'coverage'),
      control('Due dates', 'Updates are installed by their due date', [4, 5, 7], 'overdue'),
      control('Changes', 'Changes are approved, tested and verified', [9, 14], 'changes'),
      control('Exceptions', 'Departures are granted by name, and end', [11], 'exceptions'),
    ],
  },
  {
    id: 'pci-dss',
    name: 'PCI DSS 4.0.1',
    rule: 'pci-dss',
    controls: [
      control('6.3.1', 'Vulnerabilities are identified and ranked', [3, 7], 'coverage'),
      control('6.3.2', 'An inventory of software is kept', [8]),
      control('6.3.3', 'Critical updates within one month of release, others by a time frame of their own', [4, 5, 7], 'overdue'),
      control('6.5.1', 'Changes are approved, tested, with a way back', [9, 10, 14], 'changes'),
      control('10.3.4', 'Audit logs are protected against change', [15], 'chain'),
      control('12.3.4', 'Technologies that are no longer supported are reviewed', [12], 'unsupported'),
    ],
  },
  {
    id: 'bod-26-04',
    name: 'CISA BOD 26-04',
    rule: null,
    controls: [
      control('Decision table', 'Due dates by KEV, exposure, automatable and impact', [4, 5, 7], 'overdue'),
      control('KEV', 'Known exploited vulnerabilities are fixed in their time', [6], 'kev'),
      control('Forensic tier', 'Triage in the rows with investigation', [6]),
      control('Asset coverage', 'Every asset is in the count', [3, 8], 'coverage'),
    ],
  },
  {
    id: 'cis-8',
    name: 'CIS Controls v8',
    rule: null,
    controls: [
      control('1.1, 2.1', 'Inventories of assets and software are kept', [3, 8], 'coverage'),
      control('2.2', 'Software that is in use is supported', [12], 'unsupported'),
      control('7.1, 7.2', 'A process to manage and to remediate vulnerabilities', [4, 9]),
      control('7.3, 7.4', 'Operating systems and applications are patched monthly or more often', [5, 9], 'changes'),
      control('7.5, 7.6', 'Assets are scanned for vulnerabilities', [3], 'coverage'),
      control('7.7', 'Detected vulnerabilities are remediated monthly or more often', [5, 7], 'overdue'),
    ],
  },
  {
    id: 'iso-27001',
    name: 'ISO/IEC 27001:2022',
    rule: null,
    controls: [
      control('A.5.9', 'Inventory of assets with owners', [8], 'coverage'),
      control('A.8.8', 'Technical vulnerabilities: inventory, roles, time line, test, record', [3, 4, 5, 7, 9], 'overdue'),
      control('A.8.15', 'Logs are kept and protected', [15], 'chain'),
      control('A.8.32', 'Changes are managed', [9, 10, 14], 'changes'),
    ],
  },
  {
    id: 'cyber-essentials',
    name: 'Cyber Essentials v3.3',
    rule: 'cyber-essentials',
    controls: [
      control('A6.1, A6.2', 'Software is licensed, supported, or removed from scope', [12], 'unsupported'),
      control('A6.4', 'Updates of operating systems and firmware within 14 days of release', [5, 7], 'overdue'),
      control('A6.5', 'Updates of applications within 14 days of release', [5, 7], 'overdue'),
    ],
  },
  {
    id: 'essential-eight',
    name: 'Essential Eight, patch operating systems',
    rule: 'essential-eight',
    controls: [
      control('Discovery', 'Assets are found at least fortnightly', [3, 8], 'coverage'),
      control('Scanning', 'Missing patches are looked for daily (internet-facing) or fortnightly', [3], 'coverage'),
      control('Time frames', '48 hours, two weeks or one month by exposure', [4, 5, 7], 'overdue'),
      control('Unsupported', 'Systems without vendor support are replaced', [12], 'unsupported'),
    ],
  },
  {
    id: 'hipaa',
    name: 'HIPAA Security Rule (proposed)',
    rule: 'hipaa',
    controls: [
      control('164.308(a)(1)', 'Risks are analysed and managed', [3, 7, 11], 'exceptions'),
      control('164.308(a)(4)(ii)', 'Patches within the time frames that the proposal names', [4, 5, 7], 'overdue'),
      control('164.308(a)(8)', 'Evaluation, with records kept for six years', [9, 15], 'chain'),
    ],
  },
  {
    id: 'nist-800-40',
    name: 'NIST SP 800-40r4',
    rule: null,
    controls: [
      control('Inventory', 'Assets with how critical they are', [3, 8], 'coverage'),
      control('Response', 'Routine, emergency and unpatchable assets have a plan', [4, 6, 12], 'kev'),
      control('Roll-out', 'Groups, phases, verification', [9, 10, 14], 'changes'),
      control('Metrics', 'Time to patch with median and mean, by importance', [5, 7], 'overdue'),
    ],
  },
];

export function frameworkOf(id: FrameworkId): Framework {
  const found = FRAMEWORKS.find((one) => one.id === id);
  if (!found) throw new Error(`no framework ${id}`);
  return found;
}
