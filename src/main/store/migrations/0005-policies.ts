import type { Migration } from '../migrate.ts';

/** Policies with all their versions, schedules, and each time of a schedule: docs/decisions/0019. */
export const policies: Migration = {
  version: 5,
  sql: `
    create table policy (id text primary key, created_at text not null, archived_at text) strict;
    create table policy_version (
      policy text not null references policy (id), version integer not null, saved_at text not null, saved_by text not null, body text not null,
      primary key (policy, version)
    ) strict, without rowid;
    -- What a deployment ran under must be read in ten years as it was.
    create trigger policy_version_kept before update on policy_version begin select raise(abort, 'versions of a policy are never changed'); end;
    create trigger policy_version_stays before delete on policy_version begin select raise(abort, 'versions of a policy are never removed'); end;

    alter table deployment add column policy text;

    create table schedule (id text primary key, created_at text not null, removed_at text, body text not null) strict;
    -- The key is the claim: whoever writes the row first does the work, and nobody else.
    create table schedule_run (
      schedule text not null references schedule (id), due_at text not null, started_at text, ended_at text, state text not null, body text not null,
      primary key (schedule, due_at)
    ) strict, without rowid;
    create index schedule_run_by_time on schedule_run (due_at);
    -- How long a host's runs took says whether the next one fits into a window.
    create index run_of_host on run (host_id, ended_at) where state = 'done';
  `,
};
