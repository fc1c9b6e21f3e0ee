import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Store } from './store.ts';

/** The log of a run that went: its hash stays on record. */
export interface PrunedLog {
  readonly run: string;
  readonly deploymentId: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** How many of each went, or would go. */
export interface PrunedEvidence {
  readonly scans: number;
  readonly deployments: number;
  readonly findings: number;
}

/** The newest entry of the audit log that went. */
export interface AuditFloor {
  readonly seq: number;
  readonly hash: string;
}

const OLD_RUNS = `from run where ended_at < ? and state in ('done', 'failed', 'skipped', 'lost')`;
const OLD_SCANS = 'from scan where ended_at < ?';
/** What another deployment still refers to stays: it is read beside that one. */
const OLD_DEPLOYMENTS = `from deployment where ended_at < ?
  and not exists (select 1 from run where rolled_back_by = deployment.id and ended_at is null or rolled_back_by = deployment.id and ended_at >= ?)
  and not exists (select 1 from deployment as later where later.rolls_back = deployment.id and (later.ended_at is null or later.ended_at >= ?))
  and not exists (select 1 from run where deployment_id = deployment.id and ended_at is null)`;
const OLD_FINDINGS = 'from host_finding where ended < ?';

/** Every step is a transaction of its own: whatever ends Patchbay in between, nothing is half gone. `before` is ISO 8601 in UTC. */
export function retention(db: Database): Store['retention'] {
  const count = (sql: string, ...values: unknown[]): number =>
    db
      .prepare<unknown[], number>(`select count(*) ${sql}`)
      .pluck()
      .get(...values) ?? 0;
  const logs = db.prepare<[string], { n: number; run: string; deploymentId: string }>(
    `select n, id as run, deployment_id as deploymentId ${OLD_RUNS} and exists (select 1 from run_log where run = run.n) order by n`,
  );
  const chunks = db.prepare<[number], Buffer>('select bytes from run_log where run = ? order by start').pluck();
  const forget = db.prepare<[number]>('delete from run_log where run = ?');
  return {
    oldLogs: (before) => logs.all(before).map(({ run }) => run),
    pruneLog: (run) => {
      const row = db
        .prepare<[string], { n: number; deploymentId: string }>('select n, deployment_id as deploymentId from run where id = ?')
        .get(run);
      const hash = createHash('sha256');
      let bytes = 0;
      for (const chunk of row ? chunks.iterate(row.n) : []) bytes += hash.update(chunk) ? chunk.length : 0;
      if (row) forget.run(row.n);
      return { run, deploymentId: row?.deploymentId ?? '', bytes, sha256: hash.digest('hex') };
    },
    oldEvidence: (before) => ({
      scans: count(OLD_SCANS, before),
      deployments: count(OLD_DEPLOYMENTS, before, before, before),
      findings: count(OLD_FINDINGS, Date.parse(before)),
    }),
    pruneEvidence: (before) =>
      db
        .transaction(() => ({
          findings: pruneFindings(db, Date.parse(before)),
          deployments: pruneDeployments(db, before),
          scans: pruneScans(db, before),
        }))
        .immediate(),
    oldEntries: (before) =>
      db
        .prepare<[string], AuditFloor>(
          // Up to the first entry that is young enough: a clock that was wrong for a while makes no holes.
          'select seq, hash from audit where seq < coalesce((select min(seq) from audit where at >= ?), (select max(seq) from audit)) order by seq desc limit 1',
        )
        .get(before) ?? null,
    pruneEntries: ({ seq, hash }) =>
      db
        .transaction(() => {
          db.prepare('insert into audit_floor values (?, ?)').run(seq, hash);
          return db.prepare('delete from audit where seq <= ?').run(seq).changes;
        })
        .immediate(),
  };
}

function pruneFindings(db: Database, before: number): number {
  const { changes } = db.prepare('delete from host_finding where ended < ?').run(before);
  db.exec('delete from finding where id not in (select finding from host_finding)');
  db.prepare('delete from news_host where news in (select n from news where at < ?)').run(before);
  db.prepare('delete from news where at < ?').run(before);
  return changes;
}

function pruneDeployments(db: Database, before: string): number {
  db.exec('create temp table old_deployment (id text primary key) without rowid');
  db.prepare(`insert into old_deployment select id ${OLD_DEPLOYMENTS}`).run(before, before, before);
  db.exec(`
    delete from run_log where run in (select n from run where deployment_id in old_deployment);
    update run set rolled_back_by = null where deployment_id in old_deployment;
    update deployment set rolls_back = null where id in old_deployment;
    delete from run where deployment_id in old_deployment;`);
  const { changes } = db.prepare('delete from deployment where id in old_deployment').run();
  db.exec('drop table old_deployment');
  const unused = 'from plan where created_at < ? and not exists (select 1 from deployment where plan_id = plan.id)';
  db.prepare(`delete from plan_host where plan in (select id ${unused})`).run(before);
  db.prepare(`delete ${unused}`).run(before);
  return changes;
}

/** Facts that held until a scan that is old go; a scan that began or ended what is still known stays. */
function pruneScans(db: Database, before: string): number {
  for (const table of ['host_package', 'host_pending', 'host_section'])
    db.prepare(`delete from ${table} where to_scan in (select id ${OLD_SCANS})`).run(before);
  const used = ['host_package', 'host_pending', 'host_section'].flatMap((table) => [
    `select from_scan from ${table}`,
    `select to_scan from ${table} where to_scan is not null`,
  ]);
  const since = 'select since_scan from host_pending';
  return db
    .prepare(
      `delete ${OLD_SCANS} and id not in (${[...used, since].join(' union ')}) and id not in (select max(id) from scan group by host, good)`,
    )
    .run(before).changes;
}
