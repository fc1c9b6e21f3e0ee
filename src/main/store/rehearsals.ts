import type { Database } from 'better-sqlite3';
import { isOver, Rehearsal } from '../../shared/domain/rehearsal.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { Reader, Store } from './store.ts';

const toRehearsal = (body: string): Rehearsal => parsed(Rehearsal, fromJson(body));

export function readRehearsals(db: Database): Reader['rehearsals'] {
  const one = db.prepare<[string], string>('select body from rehearsal where id = ?').pluck();
  const newest = db
    .prepare<[string], string>(
      'select body from rehearsal where n in (select max(n) from rehearsal where plan_id = ? group by host_id) order by n',
    )
    .pluck();
  const open = db.prepare<[], string>(`select body from rehearsal where state not in ('ended', 'cancelled') order by n`).pluck();
  const wrong = db
    .prepare<[], string>(
      `select body from rehearsal where verdict in ('would-fail', 'differs') and exists (
         select 1 from run where run.host_id = rehearsal.host_id and run.plan_hash = rehearsal.hash and run.state = 'done'
           and run.started_at > rehearsal.ended_at)`,
    )
    .pluck();
  return {
    get: (id) => {
      const body = one.get(id);
      return body === undefined ? null : toRehearsal(body);
    },
    of: (planId) => newest.all(planId).map(toRehearsal),
    open: () => open.all().map(toRehearsal),
    provenWrong: () => wrong.all().map(toRehearsal),
  };
}

export function writeRehearsals(db: Database): Omit<Store['rehearsals'], keyof Reader['rehearsals']> {
  const add = db.prepare('insert into rehearsal values (null, @id, @planId, @hostId, @hash, @state, @verdict, @endedAt, @body)');
  const update = db.prepare(
    `update rehearsal set state = @state, verdict = @verdict, ended_at = @endedAt, body = @body where id = @id and state not in ('ended', 'cancelled')`,
  );
  const row = ({ id, planId, hostId, hash, state, verdict, endedAt, ...rest }: Rehearsal) => ({
    ...{ id, planId, hostId, hash, state, verdict, endedAt },
    body: canonical({ id, planId, hostId, hash, state, verdict, endedAt, ...rest }),
  });
  return {
    add: (rehearsal) => {
      if (isOver(rehearsal)) throw new Error('a rehearsal begins before it ends');
      add.run(row(rehearsal));
    },
    update: (rehearsal) => update.run(row(rehearsal)).changes === 1,
  };
}
