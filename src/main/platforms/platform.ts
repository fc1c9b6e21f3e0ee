import type { Query } from '../../shared/domain/command.ts';
import type { RunAnswer, RunPhase, RunProgress } from '../../shared/domain/deployment.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';
import type { PlanOptions, Reversibility, Selection, Transaction, TransactionItem } from '../../shared/domain/plan.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import type { RehearsalEvidence, RehearsalFinding, RehearsalPhase } from '../../shared/domain/rehearsal.ts';

/** What a host answers to a preview: the exact transaction, whether it can be undone, and what stands in the way. */
export interface Preview {
  readonly transaction: Transaction;
  readonly reversibility: Reversibility;
  readonly blocking: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What a run is to do. Everything the host needs is in here; it is committed to the database before it is sent. */
export interface RunSpec {
  readonly runId: string;
  readonly kind: 'deploy' | 'rollback';
  /** The approved transaction; the host compares its own with it and stops if they differ. */
  readonly items: readonly TransactionItem[];
  readonly options: Pick<PlanOptions, 'allowRemovals' | 'allowWithoutWayBack'>;
  /** For a rollback: the run whose kit is used. */
  readonly kitOf: string | null;
}

/** What a rehearsal may take; it is ended where it takes more. */
export interface RehearsalLimits {
  readonly seconds: number;
  /** On the host's disk, or in its memory where no file system can be made in a file. Bytes. */
  readonly spaceBytes: number;
  /** What its processes have for themselves, in bytes. */
  readonly memoryBytes: number;
}

/** What came out. The verdict follows from the findings (`judge`). */
export interface RehearsalOutcome {
  readonly findings: readonly RehearsalFinding[];
  readonly evidence: RehearsalEvidence;
}

export interface Report<Phase> {
  readonly answer: RunAnswer;
  readonly phase: Phase | null;
  readonly exit: number | null;
  /** Set where the runner itself knew what went wrong. */
  readonly problem: Problem | null;
  readonly bootId: string;
  readonly attempts: number;
  readonly progress: RunProgress | null;
  /** The part of the log from the offset that was asked for; at most 256 KiB. */
  readonly log: { readonly from: number; readonly size: number; readonly bytes: Uint8Array };
}

export type RunReport = Report<RunPhase>;
export type RehearsalReport = Report<RehearsalPhase>;

/** One package manager, pure: queries and their parsers. No I/O. */
export interface Platform {
  readonly id: HostFacts['platform'];
  preview(selection: Selection, options: Pick<PlanOptions, 'allowRemovals'>): Query<Preview>;
  /** What going back would do: the kit of `kitOf` as the only source, simulated with nothing removed. */
  previewRollback(kitOf: string, packages: readonly string[] | null, options: Pick<PlanOptions, 'allowRemovals'>): Query<Preview>;
  /** The atomic claim. "exists" means an earlier launch got through; nothing is started twice. */
  launch(spec: RunSpec): Query<'launched' | 'exists'>;
  /** The host answers after `patience` seconds (0 unless said), or as soon as the run ends. */
  status(runId: string, logFrom: number, patience?: number): Query<RunReport>;
  /** Only after "dead" or "rebooted": repairs, compares with the plan, continues under the same id. */
  resume(runId: string): Query<'resumed' | 'running'>;
  /** Takes up a run that ended with a failure: as `resume`, after setting its exit aside. Its kit is kept as it was. */
  retry(runId: string): Query<'resumed' | 'running'>;
  /** Asks the host to reboot, once for a run and boot id: a second order, or one after that boot, answers "ordered-before". */
  reboot(runId: string, bootId: string): Query<'ordered' | 'ordered-before'>;
  /** The repair that `packages-broken` offers. Runs detached like a run, under its own id. */
  repair(runId: string): Query<'launched' | 'exists'>;
  /** The very run that `launch` would start, on a clone of the host; detached, claimed and asked for like a run. */
  rehearse(spec: RunSpec, limits?: RehearsalLimits): Query<'launched' | 'exists'>;
  rehearsalStatus(id: string, patience?: number): Query<RehearsalReport>;
  /** After it has ended without a problem. */
  rehearsalResult(spec: RunSpec): Query<RehearsalOutcome>;
  /** It ends within seconds, and leaves nothing. */
  cancelRehearsal(id: string): Query<'asked'>;
  /** Removes kits by age and size. Answers what was removed. */
  expireKits(rule: {
    readonly keepDays: number;
    readonly keepAtLeast: number;
    readonly maxBytes: number;
  }): Query<{ removed: string[]; keptBytes: number }>;
}
