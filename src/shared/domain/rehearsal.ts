import { z } from 'zod';
import { RunId, RunProgress } from './deployment.ts';
import { PackageName } from './facts.ts';
import { HostId } from './host.ts';
import { Hash, PlanId } from './plan.ts';
import { Problem } from './problem.ts';

const Text = z.string().max(1024);
const Time = z.iso.datetime();
const Count = z.int().min(0);
const Bytes = z.number().int().min(0);
const Seconds = z.number().min(0);

/** What the host's rehearsal is doing; written by the host itself. */
export const RehearsalPhase = z.enum(['claimed', 'checking-room', 'cloning', 'staging', 'updating', 'comparing', 'going-back', 'finished']);
export type RehearsalPhase = z.infer<typeof RehearsalPhase>;

/**
 * "passed": the update and its way back went well on the clone. "would-fail": they would not go well on the host either.
 * "differs": something went wrong that a clone brings about by itself (no daemon, no network there), so a person has to
 * judge. "cannot": nothing was learnt, and the rehearsal's problem says why.
 */
export const RehearsalVerdict = z.enum(['passed', 'would-fail', 'differs', 'cannot']);
export type RehearsalVerdict = z.infer<typeof RehearsalVerdict>;

/** One thing that a rehearsal has to say. Its `weight` is what it does to the verdict; a "note" does nothing to it. */
export const RehearsalFinding = z.object({
  kind: z.enum([
    /** A maintainer script failed: which package's, and its last lines. */
    'script-failed',
    /** The package manager refused or failed: dependencies, a download, a plan that is no longer the host's. */
    'update-failed',
    /** dpkg --audit has something to say afterwards. */
    'packages-broken',
    /** Packages that will be removed. */
    'removes',
    /** A config file that was edited here stays as it is; the new one is put beside it. */
    'conffile-kept',
    'config-changed',
    /** A file system of the host has too little room for what was written on the clone. */
    'no-space',
    'restarts',
    'boot-changed',
    /** The way back does not resolve, fails, or does not lead back to the packages of before. */
    'way-back-fails',
    /** What the rehearsal could not do here, though the update itself went on. */
    'not-rehearsed',
  ]),
  weight: z.enum(['fails', 'differs', 'note']),
  text: Text,
  package: PackageName.nullable(),
  /** The host's own words, or the names that `text` counts. */
  lines: z.array(Text).max(200),
});
export type RehearsalFinding = z.infer<typeof RehearsalFinding>;

export const FileChange = z.object({ change: z.enum(['changed', 'added', 'removed']), path: Text });
export type FileChange = z.infer<typeof FileChange>;

/** What the verdict rests on. */
export const RehearsalEvidence = z.object({
  /** Packages whose version or state changed. */
  packages: Count,
  files: z.object({
    changed: Count,
    added: Count,
    removed: Count,
    /** Those that no package brought with it and all below /etc and /boot; the host keeps the whole list. */
    listed: z.array(FileChange).max(500),
  }),
  /** Config files that were edited here, and what the new one is kept as. */
  conffiles: z.array(z.object({ path: Text, kept: Text })).max(500),
  /** Units whose files or programs changed and that run on the host. */
  restarts: z.array(Text).max(2000),
  bootFiles: z.array(Text).max(500),
  wayBack: z.object({ proven: z.boolean(), why: Text }),
  seconds: z.object({ staging: Seconds, update: Seconds, wayBack: Seconds, total: Seconds }),
  /** `peak` is what the clone held at most, `staged` what lies ready for the real run. */
  bytes: z.object({ peak: Bytes, staged: Bytes }),
  /** Most memory that all its processes had for themselves at once, in bytes. */
  memoryBytes: Bytes,
  /** Where the clone's changes were kept. */
  upper: z.enum(['disk', 'memory']),
});
export type RehearsalEvidence = z.infer<typeof RehearsalEvidence>;

/** Another host of the same make that is marked as a test host: try the update there first. */
export const StandIn = z.object({ hostId: HostId, hostName: Text });
/** The tag that marks a host as one. */
export const TEST_HOST_TAG = 'test-host';

/** The update of one host of a plan, carried out on a clone of the host. It holds for this plan and this hash only. */
export const Rehearsal = z.object({
  /** Also the folder on the host. */
  id: RunId,
  planId: PlanId,
  hostId: HostId,
  hostName: Text,
  /** The host plan's hash that was rehearsed. */
  hash: Hash,
  /** "intended" is on record before the first byte is sent, so that whatever happens later is found again. */
  state: z.enum(['waiting', 'intended', 'running', 'ended', 'cancelled']),
  phase: RehearsalPhase.nullable(),
  progress: RunProgress.nullable(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  verdict: RehearsalVerdict.nullable(),
  /** Why there is no verdict but "cannot", or what the host cannot be asked for now. */
  problem: Problem.nullable(),
  standIn: StandIn.nullable(),
  findings: z.array(RehearsalFinding).max(2000),
  evidence: RehearsalEvidence.nullable(),
});
export type Rehearsal = z.infer<typeof Rehearsal>;

export const isOver = ({ state }: Pick<Rehearsal, 'state'>): boolean => state === 'ended' || state === 'cancelled';

/** Only what has the weight changes the verdict; the worst of it counts. */
export function judge(findings: readonly Pick<RehearsalFinding, 'weight'>[]): Exclude<RehearsalVerdict, 'cannot'> {
  const has = (weight: RehearsalFinding['weight']): boolean => findings.some((one) => one.weight === weight);
  return has('fails') ? 'would-fail' : has('differs') ? 'differs' : 'passed';
}

/** What is on record of a host when a deployment begins with it. */
export type RehearsedAs = RehearsalVerdict | 'none';
