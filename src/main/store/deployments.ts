import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type Deployment, mayBecome, Run } from '../../shared/domain/deployment.ts';
import { RingDecision } from '../../shared/domain/ring-decision.ts';
import { plainRollout, Rollout } from '../../shared/domain/rollout.ts';
import { canonical, fromJson, fromJsonOrNull, parsed, toJsonOrNull } from './json.ts';
import type { Reader, Store } from './store.ts';

type Head = Omit<Deployment, 'runs'>;
/** Deployments of before there were rollouts have none. */
type HeadRow = Omit<Head, 'policy' | 'rollout' | 'decisions'> & { policy: string | null; rollout: string | null; decisions: string };
type RunRow = Omit<Run, 'progress' | 'problem' | 'checks' | 'gate' | 'rebooted'> & {
  progress: string | null;
  problem: string | null;
  checks: string;
  gate: string | null;
  rebooted: 0 | 1;
};

const HEAD = `select id, name, kind, plan_id as planId, plan_hash as planHash, created_at as createdAt, ended_at as endedAt, state,
  stopped_because as stoppedBecause, concurrency, reboot, rolls_back as rollsBack, policy, rollout, decisions from deployment`;
const runColumns = (problem: string, checks: string, gate: string): string => `select id, deployment_id as deploymentId, host_id as hostId,
  host_name as hostName, ring, position, state, phase, progress, ${problem} as problem, exit, attempts, started_at as startedAt,
  ended_at as endedAt, boot_id_before as bootIdBefore, rebooted, ${checks} as checks, plan_hash as planHash, packages,
  download_bytes as downloadBytes, rolled_back_by as rolledBackBy, ${gate} as gate, unreachable_since as unreachableSince from run`;
const RUN = runColumns('problem', 'checks', 'gate');
const LIGHT_RUN = runColumns('null', `'[]'`, 'null');

const toRun = (row: RunRow): Run =>
  parsed(Run, {
    ...row,
    progress: fromJsonOrNull(row.progress),
    problem: fromJsonOrNull(row.problem),
    checks: fromJson(row.checks),
    gate: fromJsonOrNull(row.gate),
    rebooted: row.rebooted === 1,
  });

const toRow = (run: Run): RunRow => ({
  ...run,
  progress: toJsonOrNull(run.progress),
  problem: toJsonOrNull(run.problem),
  checks: canonical(run.checks),
  gate: toJsonOrNull(run.gate),
  rebooted: run.rebooted ? 1 : 0,
});

const Decisions = z.array(RingDecision);
const toHead = (row: HeadRow): Head => ({
  ...row,
  policy: fromJsonOrNull(row.policy),
  rollout: row.rollout === null ? plainRollout : parsed(Rollout, fromJson(row.rollout)),
  decisions: parsed(Decisions, fromJson(row.decisions)),
});
const toHeadRow = (head: Head): HeadRow => ({
  ...head,
  policy: toJsonOrNull(head.policy),
  rollout: canonical(head.rollout),
  decisions: canonical(head.decisions),
});

export function readDeployments(db: Database): Omit<Reader['deployments'], 'log'> {
  const head = db.prepare<[string], HeadRow>(`${HEAD} where id = ?`);
  const newest = db.prepare<[number], HeadRow>(`${HEAD} order by created_at desc, rowid desc limit ?`);
  const open = db.prepare<[], HeadRow>(
    `${HEAD} where state <> 'finished'
      or id in (select deployment_id from run where state not in ('done', 'failed', 'skipped', 'lost')) order by created_at, rowid`,
  );
  const runs = db.prepare<[string], RunRow>(`${RUN} where deployment_id = ? order by position, id`);
  const lightRuns = db.prepare<[string], RunRow>(`${LIGHT_RUN} where deployment_id = ? order by position, id`);
  const run = db.prepare<[string], RunRow>(`${RUN} where id = ?`);
  const whole = (row: HeadRow): Deployment => ({ ...toHead(row), runs: runs.all(row.id).map(toRun) });
  const light = (row: HeadRow): Deployment => ({ ...toHead(row), runs: lightRuns.all(row.id).map(toRun) });
  return {
    get: db.transaction((id: string) => {
      const row = head.get(id);
      return row ? whole(row) : null;
    }),
    list: db.transaction((limit: number) => newest.all(limit).map(light)),
    open: db.transaction(() => open.all().map(whole)),
    run: (id) => {
      const row = run.get(id);
      return row ? toRun(row) : null;
    },
  };
}

type Writer = Pick<Store['deployments'], 'add' | 'update' | 'updateRun'>;

export function writeDeployments(db: Database): Writer {
  const addHead =
    db.prepare(`insert into deployment (id, name, kind, plan_id, plan_hash, created_at, ended_at, state, stopped_because, concurrency, reboot,
      rolls_back, policy, rollout, decisions)
    values (@id, @name, @kind, @planId, @planHash, @createdAt, @endedAt, @state, @stoppedBecause, @concurrency, @reboot,
      @rollsBack, @policy, @rollout, @decisions)`);
  const updateHead = db.prepare(
    `update deployment set name = @name, ended_at = @endedAt, state = @state, stopped_because = @stoppedBecause, concurrency = @concurrency, decisions = @decisions where id = @id`,
  );
  const addRun =
    db.prepare(`insert into run (id, deployment_id, host_id, host_name, ring, position, state, phase, progress, problem, exit, attempts,
      started_at, ended_at, boot_id_before, rebooted, checks, plan_hash, packages, download_bytes, rolled_back_by, gate, unreachable_since)
    values (@id, @deploymentId, @hostId, @hostName, @ring, @position, @state, @phase, @progress, @problem, @exit, @attempts,
      @startedAt, @endedAt, @bootIdBefore, @rebooted, @checks, @planHash, @packages, @downloadBytes, @rolledBackBy, @gate, @unreachableSince)`);
  const stateOf = db.prepare<[string], { state: Run['state'] }>('select state from run where id = ?');
  // Which host, plan and deployment a run belongs to never changes.
  const updateRun =
    db.prepare(`update run set state = @state, phase = @phase, progress = @progress, problem = @problem, exit = @exit, attempts = @attempts, started_at = @startedAt,
    ended_at = @endedAt, boot_id_before = @bootIdBefore, rebooted = @rebooted, checks = @checks, rolled_back_by = @rolledBackBy,
    gate = @gate, unreachable_since = @unreachableSince where id = @id`);
  return {
    add: ({ runs, ...head }) =>
      db
        .transaction(() => {
          addHead.run(toHeadRow(head));
          for (const run of runs) addRun.run(toRow(run));
        })
        .immediate(),
    update: (head) => {
      if (updateHead.run(toHeadRow(head)).changes !== 1) throw new Error(`no deployment ${head.id} to update`);
    },
    updateRun: (run) =>
      db
        .transaction(() => {
          const before = stateOf.get(run.id);
          if (!before) throw new Error(`no run ${run.id} to update`);
          if (!mayBecome(before.state, run.state)) throw new Error(`run ${run.id} may not go from ${before.state} to ${run.state}`);
          updateRun.run(toRow(run));
        })
        .immediate(),
  };
}
