import type { Migration } from '../migrate.ts';

/** Credentials that hosts share. Their secrets are in the vault and never here: docs/decisions/0006. */
export const credentials: Migration = {
  version: 2,
  sql: `
    create table credential (
      id text primary key, name text not null unique collate nocase, created_at text not null, draft text not null
    ) strict;
  `,
};
