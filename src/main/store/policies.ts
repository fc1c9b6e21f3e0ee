import type { Database } from 'better-sqlite3';
import { Policy } from '../../shared/domain/policy/policy.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { PolicyReader, PolicyWriter } from './store-policies.ts';

interface Row {
  readonly id: string;
  readonly archived_at: string | null;
  readonly version: number;
  readonly saved_at: string;
  readonly saved_by: string;
  readonly body: string;
}

const ROWS = 'select policy.id, archived_at, version, saved_at, saved_by, body from policy_version join policy on policy.id = policy';
const NEWEST = 'version = (select max(version) from policy_version where policy = policy.id)';

const toPolicy = ({ id, archived_at, version, saved_at, saved_by, body }: Row): Policy =>
  parsed(Policy, { ...fromJson<object>(body), id, version, savedAt: saved_at, savedBy: saved_by, archivedAt: archived_at });

export function readPolicies(db: Database): PolicyReader['policies'] {
  const list = db.prepare<[number], Row>(`${ROWS} where ${NEWEST} and (? or archived_at is null) order by policy.created_at, policy.id`);
  const newest = db.prepare<[string], Row>(`${ROWS} where policy.id = ? order by version desc limit 1`);
  const one = db.prepare<[string, number], Row>(`${ROWS} where policy.id = ? and version = ?`);
  const all = db.prepare<[string], Row>(`${ROWS} where policy.id = ? order by version desc`);
  return {
    list: (archived) => list.all(archived ? 1 : 0).map(toPolicy),
    get: (id, version) => {
      const row = version === undefined ? newest.get(id) : one.get(id, version);
      return row ? toPolicy(row) : null;
    },
    versions: (id) => all.all(id).map(toPolicy),
  };
}

export function writePolicies(db: Database): Omit<PolicyWriter['policies'], keyof PolicyReader['policies']> {
  const add = db.prepare('insert into policy (id, created_at) values (?, ?) on conflict (id) do nothing');
  const addVersion = db.prepare('insert into policy_version values (?, ?, ?, ?, ?)');
  const archive = db.prepare('update policy set archived_at = ? where id = ? and archived_at is null');
  return {
    add: ({ id, version, savedAt, savedBy, archivedAt: _, ...draft }) =>
      db
        .transaction(() => {
          add.run(id, savedAt);
          addVersion.run(id, version, savedAt, savedBy, canonical(draft));
        })
        .immediate(),
    archive: (id, at) => archive.run(at, id).changes === 1,
  };
}
