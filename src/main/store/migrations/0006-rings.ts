import type { Migration } from '../migrate.ts';

/** How deployments go from ring to ring, what persons decided about it, and what the gates of their runs know. */
export const rings: Migration = {
  version: 6,
  sql: `
    alter table deployment add column rollout text;
    alter table deployment add column decisions text not null default '[]';
    alter table run add column gate text;
    alter table run add column unreachable_since text;
  `,
};
