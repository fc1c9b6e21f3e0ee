import type { Migration } from '../migrate.ts';

/** What was tried on clones of hosts: docs/decisions/0018. It holds for one plan and one hash of a host's part of it. */
export const rehearsals: Migration = {
  version: 4,
  sql: `
    create table rehearsal (
      n integer primary key, id text not null unique, plan_id text not null references plan (id),
      host_id text not null references host (id), hash text not null, state text not null, verdict text, ended_at text, body text not null
    ) strict;
    create index rehearsal_of_plan on rehearsal (plan_id, host_id);
    create index rehearsal_open on rehearsal (host_id) where state not in ('ended', 'cancelled');
    create index rehearsal_troubled on rehearsal (host_id, hash) where verdict in ('would-fail', 'differs');
  `,
};
