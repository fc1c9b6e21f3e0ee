import { z } from 'zod';
import { Exception, ExceptionDraft } from '../domain/exception.ts';
import { HostId } from '../domain/host.ts';
import { STATUSES } from '../domain/matching/finding.ts';
import { Problem } from '../domain/problem.ts';
import { Due, RankInputs } from './assess-list.ts';
import { call } from './call.ts';

/** What is known of vulnerabilities, whom they concern, what closes them, and what was decided about them. */

const Time = z.iso.datetime();
const Day = z.iso.date();
const Text = z.string().max(4000);
const Nothing = z.object({});
const HostIds = z.array(HostId).max(2000);
const Cve = z.string().max(64);
const Id = z.string().max(64);

/** One feed as this computer has it. What is broken or old still counts, with its date. */
export const FeedInfo = z.object({
  feed: Text,
  title: Text,
  /** What is taken from it, in words, and where it comes from. */
  gives: Text,
  url: Text,
  /** "not-needed": no host of the inventory is of its kind. */
  state: z.enum(['never', 'current', 'stale', 'not-needed']),
  version: Text.nullable(),
  /** The day that the data is of. */
  date: Day.nullable(),
  updatedAt: Time.nullable(),
  triedAt: Time.nullable(),
  rows: z.int(),
  /** Of what was read last, as it is stored here. */
  bytes: z.int(),
  /** What went wrong at the newest try; null where it went well. */
  problem: Problem.nullable(),
  /** What happens now, in words; null while nothing does. */
  step: Text.nullable(),
});
export type FeedInfo = z.infer<typeof FeedInfo>;

const Kev = z.object({ added: Day, due: Day.nullable(), ransomware: z.boolean(), name: Text });
const Epss = z.object({ score: z.number(), percentile: z.number().nullable(), model: Text.nullable() });
const Cvss = z.object({ version: Text, score: z.number(), severity: Text, vector: Text, source: Text });

/** One CVE in one source package, on all hosts that have it. */
export const FindingRow = z.object({
  cve: Cve,
  source: Text,
  status: z.enum(STATUSES),
  /** The version that closes it; the highest, where releases differ. */
  fixed: Text.nullable(),
  vendorSeverity: Text,
  cvss: Cvss.nullable(),
  kev: Kev.nullable(),
  epss: Epss.nullable(),
  /** The earliest of all hosts' and rules' dates, and what it rests on, in words. */
  due: Due.nullable(),
  hostIds: HostIds,
  /** Hosts for which an exception holds: they are among hostIds, and do not count for `due`. */
  excepted: z.int(),
  /** On the first host. */
  firstSeen: Time,
});
export type FindingRow = z.infer<typeof FindingRow>;

/** A finding on one host, with everything that it rests on. */
export const HostFinding = FindingRow.omit({ hostIds: true, excepted: true }).extend({
  hostId: HostId,
  hostName: Text,
  packages: z.array(z.object({ name: Text, installed: Text })),
  /** Each rule's date, the earliest first. */
  dates: z.array(Due),
  inputs: RankInputs,
  /** How it came about, step by step to the record: rule, versions, feed > keys, the vendor's words, the data's date. */
  explanation: z.object({
    rule: Text,
    compared: z.object({ installed: Text, order: z.enum(['<', '=', '>']), with: Text }).nullable(),
    feed: Text,
    record: z.array(Text),
    words: z.array(Text),
    dataOf: Day.nullable(),
  }),
  exception: Exception.nullable(),
});
export type HostFinding = z.infer<typeof HostFinding>;

/** A finding that a host had: what an update has closed, or the vendor has taken back. */
export const EndedFinding = FindingRow.pick({ cve: true, source: true, status: true, fixed: true, vendorSeverity: true }).extend({
  packages: HostFinding.shape.packages,
  firstSeen: Time,
  ended: Time,
});
export type EndedFinding = z.infer<typeof EndedFinding>;

/** What the vulnerability data says of one line of the fix list. */
export const Closes = z.object({
  cves: z.array(Cve).max(20_000),
  /** Findings (CVE, package and host) that go with it. */
  findings: z.int(),
  kev: z.int(),
  epss: z.number().nullable(),
  severity: Text,
  due: Due.nullable(),
});
export type Closes = z.infer<typeof Closes>;

/** The smallest set of updates, the most first: "these 3 updates close 41 of 60 findings". */
export const Cover = z.object({ source: Text, to: Text, closes: z.int(), soFar: z.int() });

export const Exposure = z.object({
  /** The newest day that the data is of, and the oldest of the feeds in use. */
  asOf: Day.nullable(),
  findings: z.int(),
  fixable: z.int(),
  exploited: z.int(),
  overdue: z.int(),
  excepted: z.int(),
  /** Packages that nothing can be said of, and hosts that were never judged: unknown is no zero. */
  unjudgedPackages: z.int(),
  unjudgedHosts: z.int(),
  /** By day of due, open findings only; `due` null: no rule sets a date. */
  days: z.array(z.object({ due: Day.nullable(), exploited: z.int(), fixable: z.int(), noFix: z.int() })).max(4000),
  cover: z.array(Cover).max(1000),
});
export type Exposure = z.infer<typeof Exposure>;

/** Something that became known, and whom it concerned then. */
export const NewsRow = z.object({
  n: z.int(),
  at: Time,
  what: z.enum(['found', 'fix-released', 'exploited', 'gone', 'status-changed']),
  cve: Cve,
  source: Text,
  text: Text,
  vendorSeverity: Text,
  kev: z.boolean(),
  hostIds: HostIds,
  /** After the last look at this list. */
  isNew: z.boolean(),
});
export type NewsRow = z.infer<typeof NewsRow>;

export const ControlDraft = z.object({
  hostId: HostId,
  /** Of endoflife.date, "debian" or "postgresql". */
  product: z.string().min(1).max(100),
  /** Extended support that was bought or switched on, "ELTS" or "ESM"; null for none. */
  extendedSupport: z.string().trim().max(100).nullable(),
  extendedUntil: Day.nullable(),
  /** What holds the risk down: "no route to the internet". */
  control: z.string().trim().max(2000),
  owner: z.string().trim().min(1).max(200),
  reviewOn: Day,
});
export type ControlDraft = z.infer<typeof ControlDraft>;

/** When something on a host ends, and what holds the risk down after that. */
export const EndOfLifeRow = z.object({
  hostId: HostId,
  hostName: Text,
  kind: z.enum(['system', 'software']),
  product: Text,
  title: Text,
  cycle: Text,
  /** What is installed, as the host says it. */
  installed: Text,
  state: z.enum(['supported', 'ends-soon', 'extended', 'ended', 'unknown']),
  supportedUntil: Day.nullable(),
  /** By the vendor or by what was recorded. */
  extendedUntil: Day.nullable(),
  /** What could be had: "LTS until 2028-06-30". */
  options: z.array(Text).max(20),
  control: ControlDraft.omit({ hostId: true, product: true }).nullable(),
  dataOf: Day.nullable(),
});
export type EndOfLifeRow = z.infer<typeof EndOfLifeRow>;

export const VexRow = z.object({ at: Text, draft: ExceptionDraft.nullable(), problem: Text.nullable() });

export const vulnerabilityCalls = {
  'feeds.list': call(Nothing, z.array(FeedInfo).max(100)),
  /** Asks the vendors for whole files, in the background; none named, all that the inventory needs. Hosts are judged anew with each. */
  'feeds.update': call(z.object({ only: z.array(Id).max(50).default([]) }), z.object({ feeds: z.int() })),
  'feeds.cancel': call(Nothing, Nothing),
  /** One signed file with the data of all feeds, for a computer that reaches no vendor. */
  'feeds.export': call(z.object({ path: z.string().min(1).max(4096) }), z.object({ path: Text, bytes: z.int(), key: Text })),
  /** `trust`: the fingerprint of the exporting computer's key, at first contact. */
  'feeds.import': call(z.object({ path: z.string().min(1).max(4096), trust: Text.nullable().default(null) }), z.array(FeedInfo).max(100)),

  'findings.list': call(z.object({ hostIds: HostIds.default([]), all: z.boolean().default(false) }), z.array(FindingRow).max(100_000)),
  'findings.ofHost': call(z.object({ id: HostId, all: z.boolean().default(false) }), z.array(HostFinding).max(20_000)),
  'findings.get': call(z.object({ cve: Cve, source: Text }), z.array(HostFinding).max(2000)),
  /** What a host no longer has, the newest end first. */
  'findings.ended': call(z.object({ id: HostId }), z.array(EndedFinding).max(5000)),
  /** Packages of a host that nothing can be said of, and why. */
  'findings.unjudged': call(
    z.object({ id: HostId }),
    z.array(z.object({ package: Text, version: Text, rule: Text, reason: Text })).max(50_000),
  ),
  'findings.exposure': call(z.object({ hostIds: HostIds.default([]) }), Exposure),
  /** By `SOURCE TO ORIGIN` of the fix list's rows. */
  'fixList.closes': call(z.object({ hostIds: HostIds.default([]) }), z.record(Text, Closes)),

  'news.list': call(
    z.object({ before: z.int().nullable().default(null), limit: z.int().min(1).max(500).default(100) }),
    z.array(NewsRow).max(500),
  ),
  /** The list was looked at, down to and with this one. */
  'news.seen': call(z.object({ n: z.int() }), Nothing),

  'exceptions.list': call(z.object({ ended: z.boolean().default(false) }), z.array(Exception).max(20_000)),
  'exceptions.add': call(ExceptionDraft, Exception),
  /** All of them or none. */
  'exceptions.addAll': call(z.object({ drafts: z.array(ExceptionDraft).max(20_000) }), z.array(Exception).max(20_000)),
  'exceptions.renew': call(z.object({ id: Id, expiresOn: Day, reason: z.string().trim().min(1).max(2000) }), Exception),
  'exceptions.end': call(z.object({ id: Id, reason: z.string().trim().min(1).max(2000) }), Exception),
  /** OpenVEX, as text. */
  'exceptions.exportVex': call(Nothing, z.object({ text: z.string() })),
  'exceptions.readVex': call(z.object({ text: z.string().max(16_000_000), owner: Text, expiresOn: Day }), z.array(VexRow).max(20_000)),

  'endOfLife.list': call(Nothing, z.array(EndOfLifeRow).max(20_000)),
  'endOfLife.saveControl': call(ControlDraft, Nothing),
  'endOfLife.removeControl': call(z.object({ hostId: HostId, product: Id }), Nothing),

  /** CycloneDX 1.6 as text: one host, or all of them. */
  'sbom.get': call(z.object({ hostId: HostId.nullable() }), z.object({ text: z.string() })),

  /** The due-date rules beside BOD 26-04: which there are, which of them are in use. */
  'rules.list': call(
    Nothing,
    z.array(z.object({ id: Id, name: Text, source: Text, rows: z.array(Text).max(100), used: z.boolean() })).max(100),
  ),
  'rules.use': call(z.object({ ids: z.array(Id).max(100) }), Nothing),
} as const;
