import { homedir } from 'node:os';
import type { ImportSource } from '../../../shared/contract/contract.ts';
import { ok, type Result } from '../../../shared/domain/result.ts';
import { currentUser } from '../context.ts';
import { draftsFrom, type DraftRow } from '../ssh-config/drafts.ts';
import { readSshConfig } from '../ssh-config/index.ts';
import { readAnsible } from './ansible/read.ts';
import { readCsv } from './csv/read.ts';
import { MOST_ROWS, type ReadFile, type ReadRow } from './fields.ts';
import { readSource, type SourceText } from './source.ts';

export type Read = ReadFile & Pick<SourceText, 'path' | 'kind' | 'encoding'>;

/** What a file or a pasted text says of hosts. Fails with `file` where it cannot be read at all; everything else is by row. */
export async function readHosts(given: ImportSource): Promise<Result<Read>> {
  const source = readSource(given);
  if (!source.ok) return source;
  const { path, kind, encoding } = source.value;
  const file = await readAs(source.value);
  if (!file.ok) return file;
  const { rows, notes } = file.value;
  const many = rows.length > MOST_ROWS ? [`Only the first ${MOST_ROWS} of ${rows.length} rows are shown.`] : [];
  return ok({ path, kind, encoding, rows: rows.slice(0, MOST_ROWS), notes: [...notes, ...many] });
}

async function readAs({ kind, text, file }: SourceText): Promise<Result<ReadFile>> {
  if (kind === 'csv') return ok(readCsv(text, currentUser()));
  if (kind !== 'ssh-config') return ok(readAnsible(kind, text, file, currentUser()));
  if (file !== null) {
    const read = await readSshConfig(file);
    return read.ok ? ok({ rows: read.value.rows.map(withStates), notes: [] }) : read;
  }
  const rows = draftsFrom(text, () => [], { user: currentUser(), home: homedir() }).map(withStates);
  return ok({ rows, notes: /^\s*Include\b/im.test(text) ? ['Include was not followed: pasted text lies in no folder.'] : [] });
}

/** A line that could not be read is named by its number: it may be a line of another kind of file, with a password in it. */
const withStates = (row: DraftRow): ReadRow => {
  const unread = row.draft === null && row.notes[0]?.startsWith(`Line ${row.line} was not read`);
  return { ...row, alias: unread ? `Line ${row.line}` : row.alias.slice(0, 200), states: row.states ?? [] };
};
