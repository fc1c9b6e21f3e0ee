import type { Database } from 'better-sqlite3';
import { Credential } from '../../shared/domain/credential.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { Reader, Store } from './store.ts';

interface Row {
  readonly id: string;
  readonly created_at: string;
  readonly draft: string;
}

const toCredential = (row: Row): Credential =>
  parsed(Credential, { ...fromJson<object>(row.draft), id: row.id, createdAt: row.created_at });

export function readCredentials(db: Database): Reader['credentials'] {
  const list = db.prepare<[], Row>('select id, created_at, draft from credential order by name, id');
  const get = db.prepare<[string], Row>('select id, created_at, draft from credential where id = ?');
  return {
    list: () => list.all().map(toCredential),
    get: (id) => {
      const row = get.get(id);
      return row ? toCredential(row) : null;
    },
  };
}

export function writeCredentials(db: Database): Omit<Store['credentials'], keyof Reader['credentials']> {
  const add = db.prepare('insert into credential (id, name, created_at, draft) values (?, ?, ?, ?)');
  const update = db.prepare('update credential set name = ?, draft = ? where id = ?');
  // What it was is in the audit log; its secrets were in the vault.
  const remove = db.prepare('delete from credential where id = ?');
  return {
    add: ({ id, createdAt, ...draft }) => void add.run(id, draft.name, createdAt, canonical(draft)),
    update: ({ id, createdAt: _, ...draft }) => {
      if (update.run(draft.name, canonical(draft), id).changes !== 1) throw new Error(`no credential ${id} to update`);
    },
    remove: (id) => remove.run(id).changes === 1,
  };
}
