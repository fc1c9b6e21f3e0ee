import type { Migration } from '../migrate.ts';

/** What vendors say, what it means for each host, and what was decided about that: docs/decisions/0016. Times are milliseconds since 1970. */
export const vulnerabilities: Migration = {
  version: 3,
  sql: `
    create table feed_file (
      feed text not null, file text not null, url text not null, edition integer, releases text not null,
      version text, date text, etag text, last_modified text,
      updated_at integer, tried_at integer, entries integer not null, bytes integer not null, problem text,
      primary key (feed, file)
    ) strict, without rowid;
    -- Ids are never used twice: whoever reads an edition that another process replaces finds nothing, and no wrong rows.
    create table feed_edition (id integer primary key autoincrement, feed text not null, file text not null) strict;
    -- A pack is the deflated JSON of all that an edition says under one key; a large one comes in several.
    create table feed_pack (
      id integer primary key, edition integer not null references feed_edition (id), release text not null, key text not null, body blob not null
    ) strict;
    create index feed_pack_by_key on feed_pack (edition, release, key);

    create table finding (
      id integer primary key, cve text not null, source text not null, status text not null, fixed text, severity text not null, body text not null
    ) strict;
    create index finding_by_cve on finding (cve, source);
    -- since: when this CVE in this source package was first seen on the host, however its record has changed after that.
    create table host_finding (
      host integer not null references host (n), finding integer not null references finding (id),
      since integer not null, began integer not null, ended integer,
      primary key (host, finding, began)
    ) strict, without rowid;
    create index finding_now on host_finding (host) where ended is null;
    create index finding_on on host_finding (finding) where ended is null;
    -- basis: the scan, the editions and the day that the host was judged by; with another one it is judged anew.
    create table judging (
      host integer primary key references host (n), at integer not null, release text not null, basis text not null,
      packages integer not null, unjudged_count integer not null, unjudged blob not null
    ) strict;

    create table news (
      n integer primary key autoincrement, at integer not null, what text not null, cve text not null, source text not null,
      text text not null, severity text not null, kev integer not null
    ) strict;
    create unique index news_of on news (at, what, cve, source);
    create table news_host (
      news integer not null references news (n), host integer not null references host (n), primary key (news, host)
    ) strict, without rowid;

    create table exception (id text primary key, created_at text not null, ended_at text, body text not null) strict;
    create table control (host integer not null references host (n), product text not null, body text not null, primary key (host, product)) strict;
  `,
};
