import { z } from 'zod';
import { Check, Deployment, DeploymentId, RunState } from '../domain/deployment.ts';
import { HostFacts, Package, PackageName, PendingUpdate } from '../domain/facts.ts';
import { Host, HostDraft, HostId } from '../domain/host.ts';
import { Plan, PlanId, PlanOptions, Selection } from '../domain/plan.ts';
import { Problem } from '../domain/problem.ts';
import { connectionCalls } from './connection.ts';
import { RunMoment } from '../domain/run-moment.ts';
import { AssessListInput, JudgedList } from './assess-list.ts';
import { backupCalls } from './backups.ts';
import { carriedScanCalls } from './carried-scan.ts';
import { CaFile, FetchFeedsInput, FetchedFile, KeptProxy } from './feeds.ts';
import { call } from './call.ts';
import { credentialCalls } from './credentials.ts';
import { inventoryCalls } from './inventory.ts';
import { policyCalls } from './policies.ts';
import { scheduleCalls } from './schedules.ts';

export { FieldChange, FileKind, HostChange, HostEdit, ImportPreview, ImportRow } from './inventory.ts';
export type { ImportSource } from './inventory.ts';
import { Rollout } from '../domain/rollout.ts';
import { DeploymentWithRings, ringCalls } from './rings.ts';
import { viewCalls } from './views.ts';
import { vulnerabilityCalls } from './vulnerabilities.ts';

/** The only door between a shell and the engine: every call and event that crosses it, and nothing else. */

const Time = z.iso.datetime();
const Text = z.string().max(4000);
const HostIds = z.array(HostId).min(1).max(2000);
const Nothing = z.object({});

export const ScanState = z.enum(['never', 'waiting', 'scanning', 'scanned', 'failed', 'cancelled']);
export type ScanState = z.infer<typeof ScanState>;

/** One row of the inventory and of the live grid. */
export const HostRow = z.object({
  host: Host,
  scan: z.object({
    state: ScanState,
    /** What happens now, in words: "reading packages". */
    step: Text.nullable(),
    /** The last scan that answered, however the newest try ended. */
    lastGoodAt: Time.nullable(),
    triedAt: Time.nullable(),
    seconds: z.number().nullable(),
    problem: Problem.nullable(),
    /** Refreshing the lists can fail while the scan itself answers. */
    warnings: z.array(Problem),
  }),
  system: Text.nullable(),
  packages: z.int().nullable(),
  updates: z.int().nullable(),
  security: z.int().nullable(),
  rebootRequired: z.boolean().nullable(),
  failedUnits: z.int().nullable(),
  listsAt: Time.nullable(),
  /** Set while a deployment works on it. */
  busyWith: DeploymentId.nullable(),
});
export type HostRow = z.infer<typeof HostRow>;

/** One row of the fix list: an update and its target version, and the hosts that want it. */
export const FixRow = z.object({
  /** The source package: what is fixed together is shown together. */
  source: Text,
  to: Text,
  security: z.boolean(),
  origin: Text,
  hosts: z.array(
    z.object({
      hostId: HostId,
      hostName: Text,
      packages: z.array(z.object({ name: PackageName, from: Text, to: Text, state: PendingUpdate.shape.state })),
      since: Time,
    }),
  ),
  packages: z.array(PackageName),
  /** When Patchbay first saw it outstanding on any of these hosts. */
  since: Time,
  state: z.enum(['ready', 'kept-back', 'phased', 'held', 'mixed']),
});
export type FixRow = z.infer<typeof FixRow>;

export const Summary = z.object({
  hosts: z.int(),
  scanned: z.int(),
  unknown: z.int(),
  current: z.int(),
  outstanding: z.int(),
  securityOutstanding: z.int(),
  rebootPending: z.int(),
});
export type Summary = z.infer<typeof Summary>;

export const DeploymentRow = Deployment.omit({ runs: true }).extend({ counts: z.partialRecord(RunState, z.int()), hosts: z.int() });
export type DeploymentRow = z.infer<typeof DeploymentRow>;

export const HistoryEntry = z.object({
  seq: z.int(),
  at: Time,
  /** Who decided: the user that Patchbay runs as, or "patchbay" where it acted by rule. */
  actor: Text,
  /** "host.added", "scan.finished", "plan.made", "deployment.started", "run.done" ... */
  action: Text,
  hostId: HostId.nullable(),
  hostName: Text.nullable(),
  deploymentId: DeploymentId.nullable(),
  text: Text,
  details: z.record(z.string(), z.unknown()),
});
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const AuditVerdict = z.object({
  intact: z.boolean(),
  entries: z.int(),
  /** Entries at its beginning that were removed by the rule of retention, as an entry of the chain says. */
  removed: z.int(),
  head: z.string(),
  /** The first entry that does not fit, and why. */
  brokenAt: z.int().nullable(),
  why: Text.nullable(),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;

/** The wizard's place: seven steps, left and taken up again, days later too. */
export const Round = z.object({
  step: z.enum(['scan', 'assess', 'test', 'deploy', 'verify', 'roll-back', 'report']),
  hostIds: z.array(HostId).max(2000),
  selection: Selection.nullable(),
  options: PlanOptions,
  planId: PlanId.nullable(),
  deploymentId: DeploymentId.nullable(),
});
export type Round = z.infer<typeof Round>;

export const Settings = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  concurrency: z.int().min(1).max(50),
  kitKeepDays: z.int().min(1).max(3650),
  kitMaxBytes: z.int().min(0),
  /** How long logs of runs, and everything else that is evidence, are kept. */
  logKeepDays: z.int().min(30).max(36_500),
  evidenceKeepYears: z.int().min(1).max(100),
  /** Whether Electron's window looks for a newer Patchbay, and asks before it fetches or installs one. */
  updates: z.enum(['ask', 'off']),
  /** The vault is locked once it was not used for so long; 0 is never. */
  autoLockMinutes: z.int().min(0).max(1440),
  /** Through which vendors are reached; null: the environment's. */
  feedProxy: KeptProxy.nullable(),
  /** A PEM file of certificates that vendors, or a proxy that opens connections, may show beside those that the system trusts. */
  feedCa: CaFile.nullable(),
});
export type Settings = z.infer<typeof Settings>;

/** What the window's shell has to say: where a file was put, that the page was loaded again. Told once, kept by nobody. */
export const ShellNotice = z.object({ seq: z.int(), tone: z.enum(['ok', 'warn', 'bad']), text: Text });
export type ShellNotice = z.infer<typeof ShellNotice>;

export const calls = {
  'app.info': call(
    Nothing,
    z.object({ version: Text, shell: z.enum(['electron', 'chromium', 'cli']), dataFolder: Text, user: Text, isRoot: z.boolean() }),
  ),
  'app.summary': call(Nothing, Summary),
  'app.notices': call(Nothing, z.array(ShellNotice)),
  'settings.get': call(Nothing, Settings),
  'settings.set': call(Settings.partial(), Settings),

  'hosts.list': call(Nothing, z.array(HostRow)),
  'hosts.get': call(
    z.object({ id: HostId }),
    z.object({ row: HostRow, facts: HostFacts.omit({ packages: true }).nullable(), factsAt: Time.nullable(), unseen: z.array(Text) }),
  ),
  'hosts.packages': call(z.object({ id: HostId, search: z.string().max(100).default('') }), z.array(Package)),
  'hosts.history': call(z.object({ id: HostId }), z.array(z.object({ at: Time, text: Text }))),
  'hosts.add': call(HostDraft, Host),
  'hosts.edit': call(z.object({ id: HostId, draft: HostDraft }), Host),
  'hosts.remove': call(z.object({ ids: HostIds }), z.object({ removed: z.int() })),
  /** Undo of a removal. */
  'hosts.restore': call(z.object({ ids: HostIds }), z.object({ restored: z.int() })),
  ...inventoryCalls,
  /** Writes the key that the host showed to known_hosts, only if it is still the one with this fingerprint. */
  'hosts.acceptKey': call(z.object({ id: HostId, fingerprint: z.string().max(200) }), Nothing),
  /** Kept in memory only. */
  'hosts.enterSecret': call(
    z.object({
      id: HostId,
      secret: z.enum(['password', 'passphrase', 'sudo-password']),
      value: z.string().min(1).max(4096),
      /** As the problem said it; where it is missing, all that this host itself is asked for. A hop's own secret and a key's passphrase want it. */
      forWhat: Text.optional(),
      alsoFor: z.array(HostId).max(2000).default([]),
    }),
    Nothing,
  ),

  ...connectionCalls,

  /** Finishes what a package manager left half done on these hosts; answers the deployment to follow. */
  'hosts.repair': call(z.object({ ids: HostIds }), z.object({ deploymentId: DeploymentId })),

  ...credentialCalls,
  ...policyCalls,
  ...scheduleCalls,

  'scan.start': call(z.object({ hostIds: HostIds, refresh: z.boolean().default(true) }), z.object({ hosts: z.int() })),
  'scan.cancel': call(Nothing, Nothing),
  ...carriedScanCalls,

  'fixList.get': call(z.object({ hostIds: z.array(HostId).max(2000).default([]) }), z.array(FixRow)),

  /** Judges a bare list of packages with the feeds of a folder; no host is added. */
  'assess.list': call(AssessListInput, JudgedList),
  /** Brings the vendors' files into a folder. Asks the vendors for whole files and tells them nothing. */
  'feeds.fetch': call(FetchFeedsInput, z.array(FetchedFile)),
  ...vulnerabilityCalls,

  'plan.make': call(z.object({ hostIds: HostIds, selection: Selection, options: PlanOptions.prefault({}) }), z.object({ planId: PlanId })),
  'plan.makeRollback': call(
    z.object({
      deploymentId: DeploymentId,
      hostIds: z.array(HostId).max(2000).default([]),
      packages: z.array(PackageName).max(1000).nullable().default(null),
      options: PlanOptions.prefault({}),
    }),
    z.object({ planId: PlanId }),
  ),
  'plan.get': call(z.object({ planId: PlanId }), Plan),
  'plan.cancel': call(z.object({ planId: PlanId }), Nothing),

  /** `planHash` is what the technician saw and approves. */
  'deployments.start': call(
    z.object({
      planId: PlanId,
      planHash: z.string(),
      name: z.string().trim().min(1).max(80),
      concurrency: z.int().min(1).max(50).optional(),
      hostIds: z.array(HostId).max(2000).optional(),
      /** How it goes from ring to ring; as a plain deployment does unless said. */
      rollout: Rollout.optional(),
    }),
    z.object({ deploymentId: DeploymentId }),
  ),
  'deployments.list': call(Nothing, z.array(DeploymentRow)),
  'deployments.get': call(z.object({ id: DeploymentId }), DeploymentWithRings),
  ...ringCalls,
  /** When what happened to each run, oldest first, as the audit trail has it. */
  'deployments.moments': call(z.object({ id: DeploymentId }), z.array(RunMoment)),
  'deployments.log': call(
    z.object({ id: DeploymentId, hostId: HostId, from: z.int().min(0).default(0) }),
    z.object({ text: z.string(), next: z.int(), size: z.int() }),
  ),
  /** Finishes what runs, starts nothing new. */
  'deployments.pause': call(z.object({ id: DeploymentId }), Nothing),
  'deployments.resume': call(z.object({ id: DeploymentId }), Nothing),
  /** As pause, and what waits is skipped. A running package manager is never interrupted. */
  'deployments.stop': call(z.object({ id: DeploymentId }), Nothing),
  'deployments.retry': call(z.object({ id: DeploymentId, hostIds: HostIds }), Nothing),
  /** A person's word that a host will not come back. */
  'deployments.setLost': call(z.object({ id: DeploymentId, hostId: HostId, reason: z.string().min(1).max(500) }), Nothing),
  /** Looks again: a fresh scan and the checks, without changing anything. */
  'deployments.verify': call(
    z.object({ id: DeploymentId, hostIds: z.array(HostId).max(2000).default([]) }),
    z.array(z.object({ hostId: HostId, checks: z.array(Check) })),
  ),

  'round.get': call(Nothing, Round),
  'round.save': call(Round.partial(), Round),
  ...viewCalls,
  ...backupCalls,

  'history.list': call(
    z.object({
      before: z.int().nullable().default(null),
      limit: z.int().min(1).max(500).default(100),
      hostId: HostId.nullable().default(null),
      deploymentId: DeploymentId.nullable().default(null),
      search: z.string().max(100).default(''),
    }),
    z.array(HistoryEntry),
  ),
  'audit.verify': call(Nothing, AuditVerdict),
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = z.input<Calls[N]['input']>;
export type CallOutput<N extends CallName> = z.output<Calls[N]['output']>;
export const isCallName = (name: string): name is CallName => Object.hasOwn(calls, name);

/** Something changed: whoever shows it asks again. Events carry no data, so none can be missed for good. */
export const Change = z.object({
  topic: z.enum([
    'hosts',
    'scan',
    'plan',
    'deployments',
    'history',
    'settings',
    'round',
    'credentials',
    'vault',
    'notices',
    'feeds',
    'findings',
    'exceptions',
    'end-of-life',
    'policies',
    'schedules',
  ]),
  id: z.string().nullable(),
});
export type Change = z.infer<typeof Change>;

export type Reply<N extends CallName> =
  { readonly ok: true; readonly value: CallOutput<N> } | { readonly ok: false; readonly problem: Problem };

/** What the engine offers to a shell. */
export interface Engine {
  dispatch<N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>>;
  /** Answers the function that ends the subscription. */
  onChange(listener: (change: Change) => void): () => void;
}

/** What a window's page finds at `window.api`. */
export interface Api {
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<Reply<N>>;
  onChange(listener: (change: Change) => void): () => void;
}
