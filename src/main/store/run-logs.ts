import type { Database } from 'better-sqlite3';
import type { Reader, Store } from './store.ts';

/** A run's log is kept up to this many bytes; the rest stays on the host. */
export const LOG_LIMIT = 64 * 1024 * 1024;

interface Chunk {
  readonly start: number;
  readonly bytes: Buffer;
}

const SIZE = `select start + length(bytes) from run_log where run = (select n from run where id = ?) order by start desc limit 1`;

export function readRunLogs(db: Database): Pick<Reader['deployments'], 'log'> {
  const sizeOf = db.prepare<[string], number>(SIZE).pluck();
  const chunks = db.prepare<{ id: string; from: number; to: number }, Chunk>(`
    select start, bytes from run_log where run = (select n from run where id = @id) and start < @to and start + length(bytes) > @from
      and start >= coalesce((select max(start) from run_log where run = (select n from run where id = @id) and start <= @from), 0)
    order by start`);
  return {
    log: db.transaction((id: string, from: number, maxBytes: number) => {
      const size = sizeOf.get(id) ?? 0;
      const to = Math.min(size, from + maxBytes);
      const parts =
        to <= from ? [] : chunks.all({ id, from, to }).map(({ start, bytes }) => bytes.subarray(Math.max(0, from - start), to - start));
      return { bytes: new Uint8Array(Buffer.concat(parts)), size };
    }),
  };
}

export function writeRunLogs(db: Database): Pick<Store['deployments'], 'appendLog'> {
  const sizeOf = db.prepare<[string], number>(SIZE).pluck();
  const append = db.prepare('insert into run_log (run, start, bytes) values ((select n from run where id = ?), ?, ?)');
  return {
    appendLog: (runId, from, bytes) =>
      db
        .transaction(() => {
          const size = sizeOf.get(runId) ?? 0;
          const kept = bytes.subarray(0, LOG_LIMIT - size);
          if (from !== size || kept.length === 0) return size;
          append.run(runId, size, kept);
          return size + kept.length;
        })
        .immediate(),
  };
}
