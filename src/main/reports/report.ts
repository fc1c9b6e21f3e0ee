import { derive, type Derived } from '../../shared/domain/compliance/derive.ts';
import { frameworkOf, type Framework } from '../../shared/domain/compliance/frameworks.ts';
import type { ReportData } from '../../shared/domain/compliance/report-data.ts';
import { DUE_RULES } from '../../shared/domain/ranking/rules.ts';
import { h, nb, type Html } from './html.ts';

/** A report as it is printed: the data, and when, by whom and with what it was made. */
export interface ReportDocument {
  readonly id: string;
  /** SHA-256 of the data. */
  readonly hash: string;
  readonly madeAt: string;
  readonly madeBy: string;
  readonly tool: string;
  readonly chain: { readonly head: string; readonly entries: number; readonly intact: boolean; readonly why: string | null };
  readonly organisation: string;
  readonly classification: string;
  readonly foreword: string;
  readonly data: ReportData;
  /** Files of the annex with their rows. */
  readonly annexes: readonly { readonly name: string; readonly rows: number; readonly says: string }[];
}

/** What each part works with. */
export interface Page {
  readonly document: ReportDocument;
  readonly data: ReportData;
  readonly derived: Derived;
  readonly framework: Framework;
  /** "part 10, page 14"; without the page while it is not known yet. */
  readonly ref: (part: number) => Html;
  /** The page alone; "-" while it is not known. */
  readonly pageOf: (part: number) => string;
}

export const PART_NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'Cover'],
  [2, 'Verdict'],
  [3, 'Scope and coverage'],
  [4, 'Policy and due dates applied'],
  [5, 'Deadline performance'],
  [6, 'Known exploited vulnerabilities'],
  [7, 'Open vulnerabilities, ranked'],
  [8, 'Host matrix'],
  [9, 'Changes in the period'],
  [10, 'Failures and rollbacks'],
  [11, 'Exceptions register'],
  [12, 'Unsupported systems'],
  [13, 'Control map'],
  [14, 'Sample traces'],
  [15, 'Audit extract and method'],
]);

export function pageFor(document: ReportDocument, pages: ReadonlyMap<number, number>): Page {
  const pageOf = (part: number): string => String(pages.get(part) ?? '-');
  return {
    document,
    data: document.data,
    derived: derive(document.data),
    framework: frameworkOf(document.data.framework),
    ref: (part) => nb(pages.has(part) ? `part ${part}, page ${pageOf(part)}` : `part ${part}`),
    pageOf,
  };
}

/** A part: the auditor's question, one sentence that answers it with counts, then what proves it. */
export const part = (number: number, question: string, answer: Html, proof: Html): Html =>
  h`<section class="part p${number}" id="part-${number}"><h2><span class="n">${number}</span> ${PART_NAMES.get(number) ?? ''}</h2><div class="qa"><p class="q">${question}</p><p class="a">${answer}</p></div>${proof}</section>`;

const NAMES = new Map([['bod-26-04', 'CISA BOD 26-04'], ...DUE_RULES.map((rule) => [rule.id, rule.name] as const)]);
export const ruleName = (id: string): string => NAMES.get(id) ?? id;
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
export const reportTitle = ({ organisation, data, id }: ReportDocument): string =>
  `Patch compliance report${organisation ? `, ${organisation}` : ''}, ${data.period.from} to ${data.period.to} (${id})`;
