import type { Migration } from '../migrate.ts';

/** Every host, scan, plan, deployment and decision. Facts are kept as intervals of scans: docs/decisions/0002. */
export const first: Migration = {
  version: 1,
  sql: `
    create table host (
      n integer primary key, id text not null unique, name text not null, created_at text not null,
      removed_at text, draft text not null
    ) strict;

    create table scan (
      id integer primary key, host integer not null references host (n),
      purpose text not null check (purpose in ('scan', 'verify')),
      started_at text not null, ended_at text not null,
      problem text, warnings text,
      good integer not null check (good in (0, 1)),
      uptime_seconds real, clock_skew_seconds real, lists_at text, lists_refreshed integer, free_space text, stale_pids text,
      packages integer, updates integer, security integer, reboot_required integer, failed_units integer
    ) strict;
    create index scan_of_host on scan (host);
    create index good_scan_of_host on scan (host) where good = 1;

    create table package (
      id integer primary key, name text not null, arch text not null, version text not null,
      source text not null, source_version text not null, origin text, held integer not null, healthy integer not null
    ) strict;
    create index package_by_name on package (name, version);
    create table host_package (
      host integer not null references host (n), item integer not null references package (id),
      from_scan integer not null references scan (id), to_scan integer references scan (id),
      primary key (host, item, from_scan)
    ) strict, without rowid;

    create table pending (
      id integer primary key, name text not null, arch text not null, from_version text not null, to_version text not null,
      source text not null, origin text not null, security integer not null, state text not null
    ) strict;
    create index pending_by_name on pending (name, to_version);
    create table host_pending (
      host integer not null references host (n), item integer not null references pending (id),
      from_scan integer not null references scan (id), to_scan integer references scan (id),
      since_scan integer not null references scan (id),
      primary key (host, item, from_scan)
    ) strict, without rowid;
    create index pending_now on host_pending (host) where to_scan is null;

    create table host_section (
      host integer not null references host (n), name text not null,
      from_scan integer not null references scan (id), to_scan integer references scan (id),
      body text not null,
      primary key (host, name, from_scan)
    ) strict;

    create table plan (id text primary key, created_at text not null, body text not null) strict;
    create table plan_host (
      plan text not null references plan (id), host_id text not null, position integer not null, body text not null,
      primary key (plan, host_id)
    ) strict;

    create table deployment (
      id text primary key, name text not null, kind text not null check (kind in ('deploy', 'rollback', 'repair')),
      plan_id text not null references plan (id), plan_hash text not null, created_at text not null, ended_at text,
      state text not null, stopped_because text, concurrency integer not null, reboot text not null,
      rolls_back text references deployment (id)
    ) strict;

    create table run (
      n integer primary key, id text not null unique, deployment_id text not null references deployment (id),
      host_id text not null references host (id), host_name text not null, ring integer not null, position integer not null,
      state text not null, phase text, progress text, problem text, exit integer, attempts integer not null,
      started_at text, ended_at text, boot_id_before text, rebooted integer not null, checks text not null,
      plan_hash text not null, packages integer not null, download_bytes integer not null,
      rolled_back_by text references deployment (id),
      unique (deployment_id, host_id)
    ) strict;
    create index run_not_final on run (deployment_id) where state not in ('done', 'failed', 'skipped', 'lost');

    create table run_log (
      run integer not null references run (n), start integer not null, bytes blob not null, primary key (run, start)
    ) strict;

    create table setting (name text primary key, body text not null) strict;

    create table audit (
      seq integer primary key, at text not null, actor text not null, action text not null, text text not null,
      host_id text, deployment_id text, details text not null, previous text not null, hash text not null
    ) strict;
    create index audit_of_host on audit (host_id) where host_id is not null;
    create index audit_of_deployment on audit (deployment_id) where deployment_id is not null;
    create trigger audit_never_changes before update on audit
      begin select raise(abort, 'the audit log is never changed'); end;
    create trigger audit_never_shrinks before delete on audit
      begin select raise(abort, 'the audit log is never shortened'); end;
    -- Also keeps INSERT OR REPLACE out, which deletes without firing a delete trigger.
    create trigger audit_only_grows before insert on audit
      when new.seq is not (select coalesce(max(seq), 0) + 1 from audit)
        or new.previous is not coalesce((select hash from audit order by seq desc limit 1), '${'0'.repeat(64)}')
      begin select raise(abort, 'the audit log only grows at its end'); end;
  `,
};
