import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImportRow, type FileKind } from '../../../shared/contract/contract.ts';
import { previewRows } from '../import-hosts.ts';
import { CANARY, mangled } from './mangle.test-kit.ts';
import { readHosts } from './read.ts';

export interface Judged {
  readonly kind: FileKind;
  readonly how: string;
  readonly outcome: 'rows' | 'errors by row' | 'nothing in it' | 'file refused';
  readonly rows: number;
  readonly errors: number;
  readonly ms: number;
  /** What must not be: a crash, a wrong shape, a line that is none, a password that is told. Null where all is well. */
  readonly wrong: string | null;
}

const ENDINGS: Readonly<Record<FileKind, string>> = { 'ssh-config': 'conf', 'ansible-ini': 'ini', 'ansible-yaml': 'yml', csv: 'csv' };

/** Hands one malformed file in, as a person would: half of them by a name that says the kind, half by one that does not. */
export async function judgeMalformed(dice: () => number): Promise<Judged> {
  const { kind, how, bytes } = mangled(dice);
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-malformed-'));
  const path = join(folder, `file.${dice() < 0.5 ? ENDINGS[kind] : 'txt'}`);
  writeFileSync(path, bytes);
  const began = performance.now();
  try {
    const read = await readHosts({ path });
    const ms = performance.now() - began;
    if (!read.ok) return { kind, how, outcome: 'file refused', rows: 0, errors: 0, ms, wrong: refusedRightly(read.problem) };
    const rows = previewRows([], read.value.rows);
    const errors = rows.filter((row) => row.draft === null).length;
    const outcome = errors ? 'errors by row' : rows.length ? 'rows' : 'nothing in it';
    return { kind, how, outcome, rows: rows.length, errors, ms, wrong: wrongWith(rows, read.value.notes) };
  } catch (error) {
    return {
      kind,
      how,
      outcome: 'rows',
      rows: 0,
      errors: 0,
      ms: performance.now() - began,
      wrong: `thrown: ${String(error).slice(0, 300)}`,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const refusedRightly = (problem: { readonly kind: string }): string | null =>
  problem.kind === 'file' ? null : `refused as ${problem.kind}`;

function wrongWith(rows: readonly ImportRow[], notes: readonly string[]): string | null {
  const shape = rows.map((row) => ImportRow.safeParse(row)).find((one) => !one.success);
  if (shape) return `not the contract's shape: ${shape.error.issues[0]?.path.join('.')}`;
  if (rows.some((row) => row.line < 1)) return 'a row without its line';
  if (rows.some((row) => row.draft === null && row.notes.length === 0)) return 'a row is refused and nobody says why';
  return leaks(rows, notes) ? 'a password was told' : null;
}

/**
 * A password that was moved into another field is that field's value, as the file says it; told it must never be where
 * Patchbay speaks itself.
 */
const leaks = (rows: readonly ImportRow[], notes: readonly string[]): boolean =>
  notes.some((note) => note.includes(CANARY)) || rows.some((row) => row.notes.some((note) => note.includes(CANARY)));
