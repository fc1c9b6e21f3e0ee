import { h, Html, put } from './html.ts';
import { pageFor, PART_NAMES, reportTitle, type ReportDocument } from './report.ts';
import { faces, pages as pageRules, SHEET, type Fonts } from './style.ts';
import { auditPart } from './parts/audit.ts';
import { changesPart } from './parts/changes.ts';
import { controlsPart } from './parts/controls.ts';
import { cover } from './parts/cover.ts';
import { coveragePart } from './parts/coverage.ts';
import { deadlinesPart } from './parts/deadlines.ts';
import { exceptionsPart } from './parts/exceptions.ts';
import { exploitedPart } from './parts/exploited.ts';
import { failuresPart } from './parts/failures.ts';
import { hostsPart } from './parts/hosts.ts';
import { openPart } from './parts/open.ts';
import { policyPart } from './parts/policy.ts';
import { tracesPart } from './parts/traces.ts';
import { unsupportedPart } from './parts/unsupported.ts';
import { verdictPart } from './parts/verdict.ts';

/** Nothing runs in a report and nothing is fetched for it, wherever it is opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";

const PARTS = [
  cover,
  verdictPart,
  coveragePart,
  policyPart,
  deadlinesPart,
  exploitedPart,
  openPart,
  hostsPart,
  changesPart,
  failuresPart,
  exceptionsPart,
  unsupportedPart,
  controlsPart,
  tracesPart,
  auditPart,
];

/** The whole report as one file. `pages`: the first page of each part, where it is known from a first printing. */
export function renderReport(document: ReportDocument, fonts: Fonts, pages: ReadonlyMap<number, number>): string {
  const page = pageFor(document, pages);
  const head = `Patch compliance report${document.organisation ? ` · ${document.organisation}` : ''}`;
  const style = `${faces(fonts)}\n${pageRules({ head, id: document.id, classification: document.classification, parts: PART_NAMES })}\n${SHEET}`;
  const body = PARTS.map((part) => part(page));
  return put(
    h`${new Html('<!doctype html>\n')}<html lang="en-GB"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width"><title>${reportTitle(document)}</title><style>${new Html(style)}</style></head><body><main>${body}</main></body></html>`,
  );
}
