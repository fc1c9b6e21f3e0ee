import type { Migration } from '../migrate.ts';

/** The inventory of each day as it was known that day, and the reports that were made: docs/decisions/0021. Bodies are deflated canonical JSON. */
export const reports: Migration = {
  version: 7,
  sql: `
    create table snapshot (day text primary key, at text not null, body blob not null) strict;
    create table report (
      n integer primary key, id text not null unique, made_at text not null, framework text not null, scope text not null,
      from_day text not null, to_day text not null, row text not null, hash text not null, body blob not null
    ) strict;
    create trigger report_never_changes before update on report
      begin select raise(abort, 'a report on record is never changed'); end;
  `,
};
