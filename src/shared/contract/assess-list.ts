import { z } from 'zod';
import { STATUSES } from '../domain/matching/finding.ts';
import { Problem } from '../domain/problem.ts';

/** Judging a bare list of packages: no host is added, nothing is stored, nothing is sent. */
const Text = z.string().max(8000);
const Day = z.iso.date();
const Path = z.string().min(1).max(4096);

export const AssessListInput = z.object({
  packages: Path,
  /** "debian:12", or what else findRelease knows. */
  release: z.string().max(64),
  /** A folder with files of feeds, by the names in src/main/feeds. */
  feeds: Path,
  /** Judge as of this day; null is today. */
  asOf: Day.nullable().default(null),
  /** `uname -r` of the host; null where it is not known. */
  kernel: z.string().max(256).nullable().default(null),
  /** Enabled module streams ("nodejs:18"), for RPMs that do not say theirs; null where nobody has said. */
  modules: z
    .array(z.string().regex(/^[\w.+-]{1,100}:[\w.+-]{1,100}$/))
    .max(500)
    .nullable()
    .default(null),
  exposed: z.boolean().nullable().default(null),
  /** Due-date rules beside BOD 26-04, by id. */
  rules: z.array(z.string().max(40)).max(20).default([]),
});
export type AssessListInput = z.output<typeof AssessListInput>;

export const FeedState = z.object({
  feed: Text,
  title: Text,
  file: Text,
  state: z.enum(['read', 'missing', 'unreadable']),
  version: Text.nullable(),
  /** The day that the data is of: said by the file, else the day that the file was written. */
  date: Day.nullable(),
  ageDays: z.int().nullable(),
  stale: z.boolean(),
  rows: z.int(),
  problem: Problem.nullable(),
});
export type FeedState = z.infer<typeof FeedState>;

export const Due = z.object({
  rule: Text,
  name: Text,
  due: z.iso.datetime().nullable(),
  clock: z.object({ from: Text, start: Text }),
  reason: Text,
  estimated: z.boolean(),
  ifExposed: z.object({ due: z.iso.datetime().nullable(), reason: Text }).nullable(),
});
export type Due = z.infer<typeof Due>;
const Answer = <T extends z.ZodType>(value: T) => z.object({ value, source: Text, estimated: z.boolean() });

/** The four answers that BOD 26-04 asks for, each with where it comes from. */
export const RankInputs = z.object({
  inKev: Answer(z.boolean()),
  exposed: Answer(z.boolean().nullable()),
  automatable: Answer(z.boolean()),
  impact: Answer(z.enum(['partial', 'total'])),
  /** Whether an exploit is known: what other rules ask for. */
  exploitation: Answer(z.enum(['none', 'poc', 'active']).nullable()).optional(),
});

export const JudgedFinding = z.object({
  cve: Text,
  package: Text,
  source: Text,
  status: z.enum(STATUSES),
  installed: Text,
  fixed: Text.nullable(),
  vendorSeverity: Text,
  kev: z.object({ added: Day, due: Day.nullable(), ransomware: z.boolean(), name: Text }).nullable(),
  epss: z.object({ score: z.number(), percentile: z.number().nullable() }).nullable(),
  /** Everybody's scores, the newest version of CVSS first. */
  cvss: z.array(z.object({ version: Text, score: z.number(), severity: Text, vector: Text, source: Text })).default([]),
  inputs: RankInputs,
  due: z.array(Due),
  why: Text,
});
export type JudgedFinding = z.infer<typeof JudgedFinding>;

export const JudgedList = z.object({
  release: z.object({
    id: Text,
    /** As people say it: "bookworm". */
    name: Text,
    /** What endoflife.date says of it as of that day; null without that feed. */
    support: z.enum(['supported', 'extended', 'ended']).nullable(),
    until: Day.nullable(),
  }),
  asOf: Day,
  packages: z.int(),
  feeds: z.array(FeedState),
  findings: z.array(JudgedFinding),
  unjudged: z.array(z.object({ package: Text, version: Text, rule: Text, reason: Text })),
  updates: z.array(z.object({ source: Text, to: Text, packages: z.array(Text), cves: z.array(Text), closes: z.int() })),
});
export type JudgedList = z.infer<typeof JudgedList>;
