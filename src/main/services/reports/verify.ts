import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { ReportQuestion, ReportRow, type Verification } from '../../../shared/contract/reports.ts';
import type { ReportData } from '../../../shared/domain/compliance/report-data.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { attached } from '../../reports/pdf.ts';
import { canonical } from '../../store/index.ts';
import type { HistoryEntry } from '../../../shared/contract/contract.ts';
import type { Context } from '../context.ts';
import { DATA_FILE, hashOf, RECORD_FILE } from './make.ts';

type Check = Verification['checks'][number];
/** A report of 200 hosts has a megabyte or two. */
const MOST_BYTES = 256 * 1024 ** 2;
/** Of what is computed again, only what was known then is compared: scores and ends of life are renewed by their makers. */
const Data = z.looseObject({
  format: z.literal(1),
  period: z.looseObject({ from: z.iso.date(), to: z.iso.date(), asOf: z.iso.datetime() }),
});

interface Shown {
  readonly bytes: Uint8Array;
  /** As it stands in the file. */
  readonly text: string;
  readonly data: unknown;
  readonly row: ReportRow | null;
}

/** Holds a file against itself, the record, the chain and the database. `recompute` makes the data of the same question, as of the same moment. */
export async function verifyReport(
  { store }: Context,
  path: string,
  recompute: (question: ReportQuestion, asOf: string) => Promise<ReportData>,
): Promise<Result<Verification>> {
  const shown = await readShown(path);
  if (!shown.ok) return shown;
  const { text, data, row } = shown.value;
  const hash = createHash('sha256').update(text).digest('hex');
  const known = store.reports.list().find((one) => (row ? one.id === row.id : one.hash === hash)) ?? null;
  const chain = store.audit.verify();
  const entry = known
    ? madeEntry(store.audit.list({ before: null, limit: 500, hostId: null, deploymentId: null, search: known.id }), known.id)
    : null;
  const checks: Check[] = [
    ownHash(row, hash),
    onRecord(known, row, hash),
    sameBytes(entry, shown.value.bytes),
    {
      name: 'Audit chain',
      outcome: chain.intact ? 'holds' : 'differs',
      detail: chain.intact ? `${chain.entries} entries verified` : `broken at entry ${chain.brokenAt ?? 0}: ${chain.why ?? ''}`,
    },
    headCheck(row ?? known, store.evidence.hasEntry((row ?? known)?.head ?? '')),
    entryCheck(entry, hash),
    await recomputed(known, data, recompute),
  ];
  return ok({ id: row?.id ?? known?.id ?? 'not said', checks, holds: checks.every((one) => one.outcome !== 'differs') && known !== null });
}

async function readShown(path: string): Promise<Result<Shown>> {
  let bytes: Uint8Array;
  try {
    if ((await stat(path)).size > MOST_BYTES) return fail({ kind: 'no-report', path, detail: 'it is too large' });
    bytes = await readFile(path);
  } catch (error) {
    return fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
  }
  try {
    const isPdf = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
    const files = isPdf ? await attached(bytes, MOST_BYTES) : new Map([[DATA_FILE, bytes]]);
    const decode = (name: string): string | null =>
      files.has(name) ? new TextDecoder('utf-8', { fatal: true }).decode(files.get(name)) : null;
    const text = decode(DATA_FILE);
    if (text === null) return fail({ kind: 'no-report', path, detail: `no ${DATA_FILE} is attached` });
    const record = decode(RECORD_FILE);
    const row = record === null ? null : ReportRow.safeParse(JSON.parse(record));
    return ok({ bytes, text, data: JSON.parse(text) as unknown, row: row?.success ? row.data : null });
  } catch (error) {
    return fail({ kind: 'no-report', path, detail: (error instanceof Error ? error.message : String(error)).slice(0, 500) });
  }
}

const ownHash = (row: ReportRow | null, hash: string): Check => ({
  name: 'Data against the hash in the file',
  outcome: row === null ? 'not-checked' : row.hash === hash ? 'holds' : 'differs',
  detail: row === null ? 'the file names no hash' : row.hash === hash ? hash : `the file says ${row.hash}, its data have ${hash}`,
});

function onRecord(known: ReportRow | null, row: ReportRow | null, hash: string): Check {
  const name = 'Report on record';
  if (!known) return { name, outcome: 'differs', detail: 'no such report was made with this database' };
  if (known.hash !== hash) return { name, outcome: 'differs', detail: `on record with ${known.hash}` };
  if (row && canonical(row) !== canonical(known))
    return { name, outcome: 'differs', detail: 'what the file says of itself is not what is on record' };
  return { name, outcome: 'holds', detail: `${known.id}, made ${known.madeAt}` };
}

const madeEntry = (entries: readonly HistoryEntry[], id: string): HistoryEntry | null =>
  entries.find((one) => one.action === 'report.made' && one.details['id'] === id) ?? null;
const Hashes = z.object({ hashes: z.object({ data: z.string(), pdf: z.string().nullable() }) });

function sameBytes(entry: HistoryEntry | null, bytes: Uint8Array): Check {
  const name = 'File as it was written';
  const said = Hashes.safeParse(entry?.details);
  const isPdf = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === '%PDF-';
  if (!isPdf || !said.success || said.data.hashes.pdf === null)
    return { name, outcome: 'not-checked', detail: 'no PDF of it is on record' };
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (hash === said.data.hashes.pdf) return { name, outcome: 'holds', detail: `SHA-256 ${hash}` };
  return { name, outcome: 'differs', detail: 'the PDF was changed after it was written: its pages need not say what its data say' };
}

const headCheck = (row: ReportRow | null, isThere: boolean): Check => ({
  name: 'Head of the chain that the report names',
  outcome: row === null ? 'not-checked' : isThere || /^0+$/.test(row.head) ? 'holds' : 'differs',
  detail:
    row === null
      ? 'none is named'
      : isThere
        ? `${row.head.slice(0, 16)} is an entry of the chain`
        : /^0+$/.test(row.head)
          ? 'the chain was empty'
          : 'the chain has no such entry',
});

function entryCheck(entry: HistoryEntry | null, hash: string): Check {
  const name = 'Entry of the report in the chain';
  const said = Hashes.safeParse(entry?.details);
  if (!entry || !said.success) return { name, outcome: 'differs', detail: 'the audit log has no entry of it' };
  const same = said.data.hashes.data === hash;
  return { name, outcome: same ? 'holds' : 'differs', detail: same ? `entry ${entry.seq}` : `entry ${entry.seq} names another hash` };
}

/** What later knowledge changes by right, so that it says nothing of the past. */
const RENEWED: ReadonlySet<string> = new Set(['sources', 'previous', 'trend']);

async function recomputed(
  known: ReportRow | null,
  data: unknown,
  recompute: (question: ReportQuestion, asOf: string) => Promise<ReportData>,
): Promise<Check> {
  const name = 'Database, computed again';
  const parsed = Data.safeParse(data);
  if (!known || !parsed.success) return { name, outcome: 'not-checked', detail: 'there is nothing to compare with' };
  const then = parsed.data as unknown as ReportData;
  const { freshnessDays, targetPercent } = then.policy;
  const question = ReportQuestion.safeParse({ ...known, freshnessDays, targetPercent });
  if (!question.success) return { name, outcome: 'not-checked', detail: 'its question cannot be read' };
  const now = await recompute(question.data, then.period.asOf);
  if (hashOf(now) === hashOf(then)) return { name, outcome: 'holds', detail: 'the same data, byte for byte' };
  const parts = Object.keys(now).filter((key) => !RENEWED.has(key) && canonical(now[key as keyof ReportData]) !== canonical(then[key as keyof ReportData])); // prettier-ignore
  const renewed = canonical(now.sources) !== canonical(then.sources);
  if (!parts.length) return { name, outcome: 'holds', detail: 'the same data, but for sources that were renewed since' };
  const places = parts.map((key) => `${key}${whereOf(now[key as keyof ReportData], then[key as keyof ReportData])}`).join(', ');
  if (renewed) return { name, outcome: 'not-checked', detail: `vulnerability data were renewed since, and with them: ${places}` };
  return { name, outcome: 'differs', detail: `the database says something else now: ${places}` };
}

/** The first rows that differ, by their place. */
function whereOf(now: unknown, then: unknown): string {
  if (!Array.isArray(now) || !Array.isArray(then)) return '';
  const rows = Array.from({ length: Math.max(now.length, then.length) }, (_, index) => index).filter((index) => canonical(now[index] ?? null) !== canonical(then[index] ?? null)); // prettier-ignore
  return ` (row ${rows.slice(0, 3).map((index) => index + 1).join(', ')}${rows.length > 3 ? ` and ${rows.length - 3} more` : ''})`; // prettier-ignore
}
