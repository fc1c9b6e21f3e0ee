import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { ControlDraft } from '../../shared/contract/vulnerabilities.ts';
import { Exception } from '../../shared/domain/exception.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { NewsItem, Reader, Store } from './store.ts';

/** What was decided about findings and ends of life: exceptions, controls, the rules in use; and what is news since the last look. */
type Part = 'exceptions' | 'controls' | 'dueRules' | 'news' | 'feedKeys';

interface NewsRow extends Omit<NewsItem, 'at' | 'hostIds' | 'kev'> {
  readonly at: number;
  readonly kev: number;
  readonly hosts: string | null;
}

export function readDecisions(db: Database): Pick<Reader, Part> {
  const exceptions = db.prepare<[number], { id: string; created_at: string; ended_at: string | null; body: string }>(
    'select * from exception where ? or ended_at is null order by created_at desc, id',
  );
  const controls = db.prepare<[], { hostId: string; product: string; body: string }>(
    'select host.id as hostId, product, body from control join host on host.n = control.host where host.removed_at is null order by host.name, product',
  );
  const setting = db.prepare<[string], string>('select body from setting where name = ?').pluck();
  const news = db.prepare<{ before: number | null; limit: number }, NewsRow>(`
    select n, at, what, cve, source, text, severity, kev,
      (select json_group_array(host.id) from news_host join host on host.n = news_host.host where news_host.news = news.n) as hosts
    from news where (@before is null or n < @before) order by n desc limit @limit`);
  const one = <T extends z.ZodType>(name: string, schema: T, otherwise: z.output<T>): z.output<T> => {
    const body = setting.get(name);
    return body === undefined ? otherwise : parsed(schema, fromJson(body));
  };
  return {
    exceptions: {
      list: (ended) =>
        exceptions
          .all(ended ? 1 : 0)
          .map((row) => parsed(Exception, { ...fromJson<object>(row.body), id: row.id, createdAt: row.created_at, endedAt: row.ended_at })),
    },
    controls: {
      list: () => controls.all().map(({ hostId, product, body }) => parsed(ControlDraft, { ...fromJson<object>(body), hostId, product })),
    },
    dueRules: { get: () => one('due-rules', z.array(z.string()), []) },
    feedKeys: { get: () => one('feed-keys', z.array(z.string()), []) },
    news: {
      list: (query) =>
        news.all(query).map(({ hosts, ...row }) => ({
          ...row,
          at: new Date(row.at).toISOString(),
          kev: row.kev === 1,
          hostIds: fromJson(hosts ?? '[]'),
        })),
      seen: () => one('news-seen', z.int(), 0),
    },
  };
}

type Writes = { readonly [N in Part]: Omit<Store[N], keyof Reader[N]> };

export function writeDecisions(db: Database): Writes {
  const save = db.prepare(
    'insert into exception values (@id, @createdAt, @endedAt, @body) on conflict (id) do update set ended_at = @endedAt, body = @body',
  );
  const saveControl = db.prepare(
    'insert into control select n, @product, @body from host where id = @hostId on conflict (host, product) do update set body = @body',
  );
  const removeControl = db.prepare('delete from control where host = (select n from host where id = ?) and product = ?');
  const set = db.prepare('insert into setting (name, body) values (?, ?) on conflict (name) do update set body = excluded.body');
  return {
    exceptions: { save: ({ id, createdAt, endedAt, ...body }) => void save.run({ id, createdAt, endedAt, body: canonical(body) }) },
    controls: {
      save: ({ hostId, product, ...body }) => saveControl.run({ hostId, product, body: canonical(body) }).changes === 1,
      remove: (hostId, product) => removeControl.run(hostId, product).changes === 1,
    },
    dueRules: { set: (ids) => void set.run('due-rules', canonical(ids)) },
    feedKeys: { set: (keys) => void set.run('feed-keys', canonical(keys)) },
    news: { markSeen: (n) => void set.run('news-seen', canonical(n)) },
  };
}
