import { FeedFault, type RowReader } from './feed.ts';
import { fields, type Fields } from './fields.ts';
import { TarSplitter, type TarFile } from './split-tar.ts';

interface TarRecords<Row> {
  /** Names of the files that are records; the first group is what a fault calls one. */
  readonly name: RegExp;
  /** The most bytes of one. */
  readonly maxRecord: number;
  readonly read: (record: Fields, place: string) => { readonly rows: readonly Row[]; readonly date: string | null };
}

/** An archive of JSON records, one a file, of which one is held at a time. Its day is that of its newest record. */
export function tarRecords<Row>({ name, maxRecord, read }: TarRecords<Row>): RowReader<Row> {
  const tar = new TarSplitter((file) => name.test(file), maxRecord);
  let records = 0;
  let newest: string | null = null;
  const rows = (files: readonly TarFile[]): Row[] =>
    files.flatMap((file) => {
      records += 1;
      const place = name.exec(file.name)?.[1] ?? file.name;
      const one = read(fields(parse(file.bytes, place), place), place);
      if (one.date !== null && (newest === null || newest < one.date)) newest = one.date;
      return one.rows;
    });
  return {
    push: (bytes) => rows(tar.push(bytes)),
    end: () => {
      tar.end();
      if (!records) throw new FeedFault('the archive', 'no record');
      return [];
    },
    edition: () => ({ version: null, date: newest }),
  };
}

function parse(bytes: Uint8Array, place: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new FeedFault(place, error instanceof Error ? error.message.slice(0, 200) : 'not JSON');
  }
}
