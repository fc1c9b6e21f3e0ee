import { z } from 'zod';
import { FRAMEWORK_IDS } from '../domain/compliance/frameworks.ts';
import { HOST_STATUSES, ITEM_STATES } from '../domain/compliance/standing.ts';
import { Label } from '../domain/host.ts';
import { Problem } from '../domain/problem.ts';
import { call } from './call.ts';

/** Reports: what is in order and what is not, for a period, a scope and a framework, as files that can be checked later. */

const Time = z.iso.datetime();
const Day = z.iso.date();
const Text = z.string().max(4000);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
export const ReportId = z.string().regex(/^PB-\d{4}-\d{4,9}$/);
const Share = z.object({ n: z.int(), of: z.int() });
const Path = z.string().min(1).max(4096);

/** What a report is asked for. */
export const ReportQuestion = z
  .object({
    framework: z.enum(FRAMEWORK_IDS).default('own'),
    from: Day,
    /** The last day; where it is not over, the report is as of now. */
    to: Day,
    /** null: every one. */
    site: Label.nullable().default(null),
    group: Label.nullable().default(null),
    /** A host whose last good scan is older than this is unknown. */
    freshnessDays: z.int().min(1).max(366).default(14),
    targetPercent: z.int().min(1).max(100).nullable().default(null),
  })
  .refine((one) => one.from <= one.to, { error: 'a day not before the first', path: ['to'] });
export type ReportQuestion = z.output<typeof ReportQuestion>;

/** How it is presented; nothing of this changes a figure. */
export const ReportLook = z.object({
  organisation: Label.default(''),
  classification: Label.default('Confidential'),
  /** Words of the shop's own, before the parts. */
  foreword: z.string().max(4000).default(''),
});
export type ReportLook = z.output<typeof ReportLook>;

/** The figures of page 2: every one recomputable from the annex. */
export const ReportFigures = z.object({
  asOf: Time,
  hosts: z.object({
    scope: z.int(),
    known: z.int(),
    status: z.record(z.enum(HOST_STATUSES), z.int()),
    compliance: Share,
    complianceOfKnown: Share,
    coverage: Share,
  }),
  items: z.object({ all: z.int(), state: z.record(z.enum(ITEM_STATES), z.int()), compliance: Share, deadline: Share }),
  timeToPatch: z.object({
    fixed: z.int(),
    median: z.number().nullable(),
    mean: z.number().nullable(),
    p90: z.number().nullable(),
    upTo2: z.int(),
    upTo14: z.int(),
    upTo30: z.int(),
    over30: z.int(),
    open: z.int(),
    oldestOpenDays: z.number().nullable(),
  }),
  kevOpen: z.object({ cves: z.int(), items: z.int() }),
  noUpdate: z.int(),
  oldestOverdue: z.object({ hostName: Text, source: Text, cve: Text, due: Time, days: z.int() }).nullable(),
  trend: z
    .array(
      z.object({
        month: Text,
        /** null: nobody looked, a gap. */
        figures: z.object({ day: Day, compliant: z.int(), known: z.int(), scope: z.int(), overdue: z.int() }).nullable(),
      }),
    )
    .max(120),
});
export type ReportFigures = z.infer<typeof ReportFigures>;

/** One report on record. */
export const ReportRow = z.object({
  id: ReportId,
  framework: z.enum(FRAMEWORK_IDS),
  frameworkName: Text,
  from: Day,
  to: Day,
  site: Text.nullable(),
  group: Text.nullable(),
  madeAt: Time,
  madeBy: Text,
  /** SHA-256 of the data. */
  hash: Hash,
  /** Of the audit chain when it was made. */
  head: Hash,
  compliance: Share,
});
export type ReportRow = z.infer<typeof ReportRow>;

export const MadeReport = z.object({
  row: ReportRow,
  /** The PDF first where there is one, then HTML, data and annexes. */
  files: z.array(z.object({ path: Text, bytes: z.int() })).max(50),
  pages: z.int().nullable(),
  /** Why there is no PDF; null where there is one. */
  problem: Problem.nullable(),
});
export type MadeReport = z.infer<typeof MadeReport>;

export const Verification = z.object({
  id: Text,
  /** Each thing that was looked at. */
  checks: z.array(z.object({ name: Text, outcome: z.enum(['holds', 'differs', 'not-checked']), detail: Text })).max(20),
  holds: z.boolean(),
});
export type Verification = z.infer<typeof Verification>;

export const reportCalls = {
  /** Without a record and without files: where the inventory stands. */
  'reports.figures': call(ReportQuestion, ReportFigures),
  /** `path` ends in .pdf; null: the folder "reports" beside the database. */
  'reports.make': call(
    z.object({ question: ReportQuestion, look: ReportLook.prefault({}), path: Path.nullable().default(null) }),
    MadeReport,
  ),
  'reports.list': call(z.object({}), z.array(ReportRow).max(10_000)),
  'reports.get': call(z.object({ id: ReportId }), z.object({ row: ReportRow, figures: ReportFigures })),
  /** A PDF or data file of a report against its own hash, what is on record, the audit chain, and the database as it is now. */
  'reports.verify': call(z.object({ path: Path }), Verification),
} as const;
