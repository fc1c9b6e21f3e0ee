import type { Database } from 'better-sqlite3';
import { guarded } from './errors.ts';
import { readPolicies, writePolicies } from './policies.ts';
import { readSchedules, writeSchedules } from './schedules.ts';
import type { PolicyReader, PolicyWriter } from './store-policies.ts';

/** As many as `expectedMinutes` looks at. */
const NEWEST = 20;

function readPastRuns(db: Database): PolicyReader['pastRuns'] {
  const minutes = db
    .prepare<[string, number], number>(
      `select (julianday(run.ended_at) - julianday(run.started_at)) * 1440.0 from run join deployment on deployment.id = run.deployment_id
       where run.host_id = ? and run.state = 'done' and deployment.kind = 'deploy' and run.started_at is not null and run.ended_at is not null
       order by run.ended_at desc limit ?`,
    )
    .pluck();
  return { minutes: (hostId) => minutes.all(hostId, NEWEST) };
}

export const readPolicyParts = (db: Database, file: string): PolicyReader => ({
  policies: guarded(readPolicies(db), file),
  schedules: guarded(readSchedules(db), file),
  pastRuns: guarded(readPastRuns(db), file),
});

export const writePolicyParts = (db: Database, file: string, read: PolicyReader): PolicyWriter => ({
  policies: { ...read.policies, ...guarded(writePolicies(db), file) },
  schedules: { ...read.schedules, ...guarded(writeSchedules(db), file) },
  pastRuns: read.pastRuns,
});
