import type { Policy } from '../../shared/domain/policy/policy.ts';
import type { Schedule, ScheduleRun } from '../../shared/domain/schedule.ts';

export interface PolicyReader {
  readonly policies: {
    /** The newest version of each. */
    list(archived: boolean): Policy[];
    /** The newest version, or the one named. */
    get(id: string, version?: number): Policy | null;
    /** The newest first. */
    versions(id: string): Policy[];
  };
  readonly schedules: {
    list(): Schedule[];
    get(id: string): Schedule | null;
    /** The newest times first; of one schedule or of all. */
    runs(id: string | null, limit: number): ScheduleRun[];
    lastRun(id: string): ScheduleRun | null;
  };
  /** How long a host's runs took that ended well, in minutes, the newest first. */
  readonly pastRuns: { minutes(hostId: string): number[] };
}

export interface PolicyWriter extends PolicyReader {
  readonly policies: PolicyReader['policies'] & {
    /** A version that is there already throws: none is ever changed. */
    add(policy: Policy): void;
    /** False where it is archived already, or not there. */
    archive(id: string, at: string): boolean;
  };
  readonly schedules: PolicyReader['schedules'] & {
    save(schedule: Schedule): void;
    remove(id: string, at: string): boolean;
    /** Whether this time is ours: false where somebody has claimed it before. */
    claim(run: ScheduleRun): boolean;
    /** The end of a time that was claimed and runs. */
    settle(run: ScheduleRun): void;
    /** Those that run now ended with their process. Only for whoever holds the lock of the schedule. */
    interrupt(at: string): number;
  };
}
