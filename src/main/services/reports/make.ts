import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { MadeReport, ReportLook, ReportQuestion, ReportRow } from '../../../shared/contract/reports.ts';
import { hostFigures } from '../../../shared/domain/compliance/figures.ts';
import { frameworkOf } from '../../../shared/domain/compliance/frameworks.ts';
import type { ReportData } from '../../../shared/domain/compliance/report-data.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { finish, pagesOfParts } from '../../reports/pdf.ts';
import { reportTitle, type ReportDocument } from '../../reports/report.ts';
import { renderReport } from '../../reports/render.ts';
import type { Fonts } from '../../reports/style.ts';
import { canonical } from '../../store/index.ts';
import { changed, currentUser, type Context } from '../context.ts';
import { annexesOf, annexText, type Annex } from './annexes.ts';
import type { OpenPrinting, Printing } from './printer.ts';
import { auditOf } from './report-data.ts';

export interface Press {
  readonly fonts: () => Fonts;
  readonly open: OpenPrinting;
  readonly version: string;
  /** Where reports go that name no place. */
  readonly folder: string;
}

export interface Asked {
  readonly question: ReportQuestion;
  readonly look: ReportLook;
  /** Ends in .pdf. */
  readonly path: string;
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
export const hashOf = (data: ReportData): string => sha256(canonical(data));
/** Names in a PDF's attachments. */
export const DATA_FILE = 'data.json';
export const RECORD_FILE = 'report.json';

/** Writes a report as PDF, HTML, data and annexes, and puts it on record with the hashes of both files. */
export async function makeReport(
  context: Context,
  press: Press,
  data: ReportData,
  { question, look, path }: Asked,
): Promise<Result<MadeReport>> {
  const { store } = context;
  const madeAt = context.now();
  const row = toRow(context, data, question, madeAt);
  const annexes = annexesOf(data, auditOf(store, data));
  const document = toDocument(context, press, row, look, data, annexes);
  const printed = await print(press, document, row, data);
  const made = printed.ok ? printed.value : null;
  const html = made?.html ?? renderReport(document, press.fonts(), new Map());
  const written = await writeAll(path, [
    ...(made ? [['', made.pdf] as const] : []),
    ['.html', html],
    ['.data.json', canonical(data)],
    ...annexes.map((one) => [join('annex', one.name), annexText(one, row.id)] as const),
  ]);
  if (!written.ok) return written;
  const hashes = { data: row.hash, pdf: made ? sha256(made.pdf) : null, html: sha256(html) };
  store.transaction(() => {
    store.reports.add(row, data);
    const text = `Report ${row.id}: ${row.frameworkName}, ${row.from} to ${row.to}`;
    store.audit.append({ action: 'report.made', text, details: { id: row.id, head: row.head, hashes } });
  });
  changed(context, 'reports');
  changed(context, 'history');
  return ok({ row, files: written.value, pages: made?.pages ?? null, problem: printed.ok ? null : printed.problem });
}

function toRow({ store }: Context, data: ReportData, question: ReportQuestion, madeAt: string): ReportRow {
  const { framework, from, to, site, group } = question;
  return {
    id: store.reports.nextId(madeAt.slice(0, 4)),
    framework,
    frameworkName: frameworkOf(framework).name,
    from,
    to,
    site,
    group,
    madeAt,
    madeBy: currentUser(),
    hash: hashOf(data),
    head: store.audit.head(),
    compliance: hostFigures(data.hosts).compliance,
  };
}

function toDocument(
  { store }: Context,
  press: Press,
  row: ReportRow,
  look: ReportLook,
  data: ReportData,
  annexes: readonly Annex[],
): ReportDocument {
  const chain = store.audit.verify();
  return {
    ...look,
    id: row.id,
    hash: row.hash,
    madeAt: row.madeAt,
    madeBy: 'Technician',
    tool: `Patchbay ${press.version}`,
    chain: { head: row.head, entries: chain.entries, intact: chain.intact, why: chain.why },
    data,
    annexes: [
      ...annexes.map(({ name, rows, says }) => ({ name, says, rows: rows.length })),
      { name: DATA_FILE, says: 'all data of the report, attached to the PDF', rows: 1 },
    ],
  };
}

interface Printed {
  readonly pdf: Uint8Array;
  readonly html: string;
  readonly pages: number;
}

/** References to pages can move pages: printed until they agree, which the second time does. */
const MOST_PASSES = 4;

async function print(press: Press, document: ReportDocument, row: ReportRow, data: ReportData): Promise<Result<Printed>> {
  const opened = await press.open();
  if (!opened.ok) return opened;
  try {
    return ok(await printWith(opened.value, press, document, row, data));
  } catch (error) {
    return fail(notPrinted(error));
  } finally {
    await opened.value.close();
  }
}

const notPrinted = (error: unknown): Problem => ({
  kind: 'not-printed',
  reason: 'failed',
  detail: (error instanceof Error ? error.message : String(error)).slice(0, 1000),
});

async function printWith(printing: Printing, press: Press, document: ReportDocument, row: ReportRow, data: ReportData): Promise<Printed> {
  const fonts = press.fonts();
  let pages: ReadonlyMap<number, number> = new Map();
  for (let pass = 1; ; pass += 1) {
    const html = renderReport(document, fonts, pages);
    const raw = await printing.print(html, pass === 1);
    const found = await pagesOfParts(raw);
    const agrees = pass > 1 && canonical([...found]) === canonical([...pages]);
    if (pass < MOST_PASSES && !agrees) {
      pages = found;
      continue;
    }
    const words = {
      title: reportTitle(document),
      author: document.organisation || 'Patchbay',
      tool: document.tool,
      madeAt: document.madeAt,
      keywords: [row.id, `sha256:${row.hash}`, `audit-head:${row.head}`],
    };
    const text = (name: string, says: string, content: unknown) => ({ name, says, bytes: new TextEncoder().encode(canonical(content)) });
    const done = await finish(raw, words, [
      text(DATA_FILE, 'The data that every figure of this report is computed from', data),
      text(RECORD_FILE, 'Id, hash of the data, head of the audit chain', row),
    ]);
    return { pdf: done.bytes, html, pages: done.pages };
  }
}

type File = readonly [suffix: string, content: string | Uint8Array];

/** Beside the PDF: NAME.html, NAME.data.json and the folder NAME-annex. */
async function writeAll(path: string, files: readonly File[]): Promise<Result<{ path: string; bytes: number }[]>> {
  const stem = join(dirname(path), basename(path, '.pdf'));
  const placeOf = (suffix: string): string =>
    suffix === '' ? path : suffix.startsWith('.') ? `${stem}${suffix}` : join(`${stem}-annex`, basename(suffix));
  const written: { path: string; bytes: number }[] = [];
  for (const [suffix, content] of files) {
    const place = placeOf(suffix);
    try {
      await mkdir(dirname(place), { recursive: true });
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      await writeFile(place, bytes, { mode: 0o600 });
      written.push({ path: place, bytes: bytes.length });
    } catch (error) {
      return fail({ kind: 'file', path: place, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  return ok(written);
}
