import { z } from 'zod';

/** How somebody wants to see a table: kept by the engine, because a window's own storage does not outlive the window. */
const Word = z.string().min(1).max(60);
export const TableView = z.object({
  sort: z.object({ column: Word, down: z.boolean() }).nullable().default(null),
  /** null: as the table comes. */
  hidden: z.array(Word).max(40).nullable().default(null),
  group: Word.nullable().default(null),
  /** The filter's finished words. */
  words: z.array(z.string().min(1).max(200)).max(40).default([]),
  /** Of the pane beside the table, in CSS pixels. */
  paneWidth: z.int().min(200).max(2000).nullable().default(null),
});
export type TableView = z.infer<typeof TableView>;

const MOST_TABLES = 40;
export const Views = z
  .record(Word, TableView)
  .refine((views) => Object.keys(views).length <= MOST_TABLES, { error: `at most ${MOST_TABLES} tables` });
export type Views = z.infer<typeof Views>;

export const viewCalls = {
  'views.get': { input: z.object({}), output: Views },
  'views.save': { input: z.object({ table: Word, view: TableView }), output: Views },
} as const;
