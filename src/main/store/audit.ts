import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { HistoryEntry } from '../../shared/contract/contract.ts';
import { RunMoment } from '../../shared/domain/run-moment.ts';
import { canonical, fromJson } from './json.ts';
import { redact, redactText } from './redact.ts';
import type { AuditDraft, AuditWalk, HistoryQuery, Reader } from './store.ts';

const UNSAID = 'entries up to this one are missing, and no entry says that they were removed';
/** What the first entry follows. */
export const GENESIS = '0'.repeat(64);

interface Row {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly text: string;
  readonly host_id: string | null;
  readonly deployment_id: string | null;
  /** Canonical JSON. */
  readonly details: string;
  readonly previous: string;
  readonly hash: string;
}

/**
 * SHA-256 over the canonical JSON array of [seq, at, actor, action, text, hostId, deploymentId, details, previous],
 * details being text, so that anyone can recompute it from the row's columns as they are.
 */
const hashOf = (row: Omit<Row, 'hash'>): string =>
  createHash('sha256')
    .update(canonical([row.seq, row.at, row.actor, row.action, row.text, row.host_id, row.deployment_id, row.details, row.previous]))
    .digest('hex');

/** Other entries of a run say what was done for it, not how it stands. */
const MOMENTS = JSON.stringify(RunMoment.shape.what.options);
/** SQLite's word for no limit. */
const ALL = -1;
const HEAD = 'select hash from audit order by seq desc limit 1';
const toEntry = ({ seq, at, actor, action, text, host_id, deployment_id, details }: Row, hostName: string | null): HistoryEntry => ({
  seq,
  at,
  actor,
  action,
  text,
  hostId: host_id,
  hostName,
  deploymentId: deployment_id,
  details: fromJson(details),
});

/** Why a row does not follow the one before it; null where it does. */
function misfit(row: Row, before: { seq: number; hash: string }): string | null {
  if (row.seq !== before.seq + 1) return `entry ${before.seq + 1} is missing`;
  if (row.previous !== before.hash) return 'it does not follow from the entry before it';
  if (hashOf(row) !== row.hash) return 'its content is not what was written';
  return null;
}

export function readAudit(db: Database): Reader['audit'] {
  const head = db.prepare<[], string>(HEAD).pluck();
  const next = db.prepare<[number, number], Row>('select * from audit where seq > ? order by seq limit ?');
  const list = db.prepare<HistoryQuery, Row & { host_name: string | null }>(`
    select audit.*, host.name as host_name from audit left join host on host.id = audit.host_id
    where (@before is null or seq < @before) and (@hostId is null or host_id = @hostId) and (@deploymentId is null or deployment_id = @deploymentId)
      and (@search = '' or instr(lower(audit.text || ' ' || action || ' ' || actor || ' ' || coalesce(host.name, '')), lower(@search)) > 0)
    order by seq desc limit @limit`);
  const moments = db.prepare<[string, string], RunMoment>(`
    select host_id as hostId, at, substr(action, 5) as what from audit
    where deployment_id = ? and action in (select 'run.' || value from json_each(?)) and host_id is not null order by seq`);
  const floor = db.prepare<[], { seq: number; hash: string }>('select seq, hash from audit_floor order by seq desc limit 1');
  const removals = db.prepare<[], string>("select details from audit where action = 'audit.shortened'").pluck();
  /** What went at the beginning has to be said by an entry of the chain itself. */
  const isOnRecord = ({ seq, hash }: { seq: number; hash: string }): boolean =>
    seq === 0 || removals.all().some((details) => details === canonical({ upTo: seq, hash }));
  return {
    head: () => head.get() ?? GENESIS,
    list: (query) => list.all(query).map((row) => toEntry(row, row.host_name)),
    moments: (deploymentId) => moments.all(deploymentId, MOMENTS),
    check,
    verify: () => check(null, ALL).verdict,
  };

  function check(from: AuditWalk | null, most: number): AuditWalk {
    let { seq, verdict } = from ?? begun();
    const rows = next.all(from ? seq : Number.MIN_SAFE_INTEGER, most);
    for (const row of rows) {
      const why = verdict.intact ? misfit(row, { seq, hash: verdict.head }) : null;
      const broken = why === null ? {} : { intact: false, brokenAt: row.seq, why };
      verdict = { ...verdict, ...broken, entries: verdict.entries + 1, head: row.hash };
      seq = row.seq;
    }
    return { seq, verdict, isOver: rows.length !== most };
  }

  function begun(): Pick<AuditWalk, 'seq' | 'verdict'> {
    const { seq, hash } = floor.get() ?? { seq: 0, hash: GENESIS };
    const said = isOnRecord({ seq, hash }) ? { intact: true, brokenAt: null, why: null } : { intact: false, brokenAt: seq, why: UNSAID };
    return { seq, verdict: { ...said, entries: 0, removed: seq, head: hash } };
  }
}

/** Appends are the only way to write: triggers refuse everything else. `user` is who decides unless the draft says otherwise. */
export function writeAudit(db: Database, user: string, now: () => Date): { append(entry: AuditDraft): HistoryEntry } {
  const last = db.prepare<[], { seq: number; hash: string }>('select seq, hash from audit order by seq desc limit 1');
  const hostName = db.prepare<[string | null], string>('select name from host where id = ?').pluck();
  const insert = db.prepare(
    'insert into audit values (@seq, @at, @actor, @action, @text, @host_id, @deployment_id, @details, @previous, @hash)',
  );
  return {
    append: (draft) =>
      db
        .transaction(() => {
          const before = last.get() ?? { seq: 0, hash: GENESIS };
          const row: Omit<Row, 'hash'> = {
            seq: before.seq + 1,
            at: now().toISOString(),
            actor: draft.actor ?? user,
            action: draft.action,
            text: redactText(draft.text).slice(0, 4000),
            host_id: draft.hostId ?? null,
            deployment_id: draft.deploymentId ?? null,
            details: canonical(redact(draft.details ?? {})),
            previous: before.hash,
          };
          const whole = { ...row, hash: hashOf(row) };
          insert.run(whole);
          return toEntry(whole, hostName.get(row.host_id) ?? null);
        })
        .immediate(),
  };
}
