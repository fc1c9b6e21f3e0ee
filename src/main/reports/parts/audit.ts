import { count, h, minute, nb, type Html } from '../html.ts';
import { part, type Page } from '../report.ts';
import { table } from '../table.ts';

export function auditPart(page: Page): Html {
  const { document, data } = page;
  const { chain } = document;
  const answer = chain.intact
    ? h`The audit log verifies without a break (${chain.entries} of ${chain.entries} entries), and the data carry a SHA-256 that anyone can compute again.`
    : h`The audit log does not verify: ${chain.why ?? 'an entry does not fit'}. What follows rests on a log that was changed.`;
  return part(
    15,
    'Can this report be trusted and repeated?',
    answer,
    h`${extract(page)}<p class="note">Hash chain: ${count(chain.entries, 'entry', 'entries')} recomputed on ${nb(document.madeAt.slice(0, 19).replace('T', ' '))}: verified, ${chain.intact ? 'yes' : 'no'}. Head <code>${chain.head}</code></p>
<div class="cols"><div>${method}</div><div>${check(data.framework)}</div></div>${annexes(page)}${glossary}${signatures}`,
  );
}

const extract = ({ data }: Page): Html =>
  table({
    caption: h`Extract of the audit log <span class="soft">${data.audit.extract.length} decisions of ${count(data.audit.entries, 'entry', 'entries')} of the period; all entries: annex file audit.csv</span>`,
    columns: [{ head: 'No.', look: 'r', width: '12mm' }, { head: 'When', width: '28mm' }, { head: 'Actor', width: '28mm' }, { head: 'Action' }, { head: 'Object' }, { head: 'Entry hash, first 16', width: '36mm' }],
    rows: data.audit.extract.map((one) => [one.seq, minute(one.at), one.actor, one.action, one.object, h`<code>${one.hash.slice(0, 16)}</code>`]),
    dense: true,
    none: 'No decision was recorded in the period.',
  }); // prettier-ignore

const method = h`<h3>Method</h3><p>Hosts were read with read-only commands, without an agent. Installed versions were compared with the vendors' advisories by each package manager's own version order. A fix counts when a fresh scan shows another version of the package; an exit code alone never counts.</p><h3>Limits</h3><p>The report covers operating systems and packages that the package manager knows. It does not judge hand-installed software, firmware, containers or network devices. Exposure, criticality and ownership are the shop's own statements, as they are written down now. A host that was not reached is unknown, never compliant. Figures of a period that is over are computed from the records of that time, with KEV as of its end and with scores, ends of life and sources as they are known now.</p>`;

const check = (framework: string): Html =>
  h`<h3>How to check this report</h3><p>"patchbay audit verify FILE.pdf" reads the data that are attached to the PDF, computes their SHA-256, compares it with the one on the cover and on record, verifies the audit chain, and computes the data again from the database. Without Patchbay: SHA-256 of the attached file data.json as it is. Every figure in part 2 can be recomputed from the annex with the formulas in part 4 (framework: ${framework}).</p>`;

const annexes = ({ document }: Page): Html =>
  table({
    caption: 'Annex files',
    columns: [{ head: 'File' }, { head: 'Rows', look: 'r' }, { head: 'Content' }],
    rows: document.annexes.map((one) => [one.name, one.rows, one.says]),
    dense: true,
  });

const TERMS: readonly (readonly [string, string])[] = [
  ['Item', 'One update on one host that was open at some time of the period.'],
  ['Due date', 'By when a finding has to be closed, by a rule that is named; the earliest counts.'],
  ['Known exploited', "Listed in CISA's KEV catalogue."],
  ['Exposed', "Services of the host can be reached from the public internet: the shop's own answer."],
  ['Exception', 'What excuses a finding until a day, with owner, reason and compensating control.'],
  ['Preview', 'The exact transaction, simulated on the host itself.'],
  ['Rehearsal', 'The update carried out for real on a throwaway clone of the host.'],
  ['Ring', 'Hosts that are patched together, in order; ring 0 is the pilot.'],
  ['Unknown', 'Not scanned in time, not reached, or without data to judge it by. Never counted as compliant.'],
];
const glossary = h`<h3>Glossary</h3><dl>${TERMS.map(([term, words]) => h`<div><dt>${term}</dt> <dd>${words}</dd></div>`)}</dl>`;
const signatures = h`<div class="sign"><div>Prepared: name, date</div><div>Reviewed: name, date</div><div>Received: assessor, date</div></div>`;
