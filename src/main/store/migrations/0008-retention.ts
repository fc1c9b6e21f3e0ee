import type { Migration } from '../migrate.ts';

/**
 * What is older than the shop keeps it goes, and what went stays on record. The audit log may then be shortened at its
 * beginning alone, up to a floor that holds the hash of the last entry that went; the floor only ever rises.
 */
export const retention: Migration = {
  version: 8,
  sql: `
    create table audit_floor (seq integer primary key, hash text not null) strict;
    create trigger audit_floor_rises before insert on audit_floor
      when new.seq <= coalesce((select max(seq) from audit_floor), 0) or new.seq >= (select max(seq) from audit)
        or new.hash is not (select hash from audit where seq = new.seq)
      begin select raise(abort, 'the floor of the audit log is one of its entries, and not its last'); end;
    create trigger audit_floor_never_changes before update on audit_floor
      begin select raise(abort, 'the floor of the audit log is never changed'); end;
    create trigger audit_floor_stays before delete on audit_floor
      begin select raise(abort, 'the floor of the audit log is never taken away'); end;
    drop trigger audit_never_shrinks;
    create trigger audit_never_shrinks before delete on audit when old.seq > coalesce((select max(seq) from audit_floor), 0)
      begin select raise(abort, 'the audit log is never shortened'); end;
  `,
};
