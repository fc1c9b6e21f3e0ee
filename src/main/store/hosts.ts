import type { Database } from 'better-sqlite3';
import { Host } from '../../shared/domain/host.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { Reader, Store } from './store.ts';

interface Row {
  readonly id: string;
  readonly created_at: string;
  readonly draft: string;
}

const toHost = (row: Row): Host => parsed(Host, { ...fromJson<object>(row.draft), id: row.id, createdAt: row.created_at });

export function readHosts(db: Database): Reader['hosts'] {
  const list = db.prepare<[], Row>('select id, created_at, draft from host where removed_at is null order by name collate nocase, id');
  const get = db.prepare<[string], Row>('select id, created_at, draft from host where removed_at is null and id = ?');
  return {
    list: () => list.all().map(toHost),
    get: (id) => {
      const row = get.get(id);
      return row ? toHost(row) : null;
    },
  };
}

type Writer = Omit<Store['hosts'], keyof Reader['hosts']>;

export function writeHosts(db: Database, now: () => Date): Writer {
  const add = db.prepare('insert into host (id, name, created_at, draft) values (?, ?, ?, ?)');
  const update = db.prepare('update host set name = ?, draft = ? where id = ? and removed_at is null');
  // Removed hosts stay in the file: their scans, runs and decisions are evidence.
  const remove = db.prepare('update host set removed_at = ? where id = ? and removed_at is null');
  const restore = db.prepare('update host set removed_at = null where id = ? and removed_at is not null');
  return {
    add: ({ id, createdAt, ...draft }) => void add.run(id, draft.name, createdAt, canonical(draft)),
    update: ({ id, createdAt: _, ...draft }) => {
      if (update.run(draft.name, canonical(draft), id).changes !== 1) throw new Error(`no host ${id} to update`);
    },
    remove: (ids) => db.transaction(() => ids.reduce((sum, id) => sum + remove.run(now().toISOString(), id).changes, 0)).immediate(),
    restore: (ids) => db.transaction(() => ids.reduce((sum, id) => sum + restore.run(id).changes, 0)).immediate(),
  };
}
