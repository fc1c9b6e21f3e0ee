import type { Database } from 'better-sqlite3';
import { Schedule, ScheduleRun } from '../../shared/domain/schedule.ts';
import { canonical, fromJson, parsed } from './json.ts';
import type { PolicyReader, PolicyWriter } from './store-policies.ts';

interface Row {
  readonly id: string;
  readonly created_at: string;
  readonly body: string;
}
interface RunRow {
  readonly schedule: string;
  readonly due_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly state: string;
  readonly body: string;
}

const toSchedule = ({ id, created_at, body }: Row): Schedule => parsed(Schedule, { ...fromJson<object>(body), id, createdAt: created_at });
const toRun = ({ schedule, due_at, started_at, ended_at, state, body }: RunRow): ScheduleRun =>
  parsed(ScheduleRun, { ...fromJson<object>(body), scheduleId: schedule, dueAt: due_at, startedAt: started_at, endedAt: ended_at, state });

function toRow({ scheduleId, dueAt, startedAt, endedAt, state, ...rest }: ScheduleRun): RunRow {
  return { schedule: scheduleId, due_at: dueAt, started_at: startedAt, ended_at: endedAt, state, body: canonical(rest) };
}

export function readSchedules(db: Database): PolicyReader['schedules'] {
  const list = db.prepare<[], Row>('select id, created_at, body from schedule where removed_at is null order by created_at, id');
  const get = db.prepare<[string], Row>('select id, created_at, body from schedule where id = ? and removed_at is null');
  const runs = db.prepare<{ id: string | null; limit: number }, RunRow>(
    'select * from schedule_run where @id is null or schedule = @id order by due_at desc, schedule limit @limit',
  );
  const last = db.prepare<[string], RunRow>('select * from schedule_run where schedule = ? order by due_at desc limit 1');
  return {
    list: () => list.all().map(toSchedule),
    get: (id) => {
      const row = get.get(id);
      return row ? toSchedule(row) : null;
    },
    runs: (id, limit) => runs.all({ id, limit }).map(toRun),
    lastRun: (id) => {
      const row = last.get(id);
      return row ? toRun(row) : null;
    },
  };
}

export function writeSchedules(db: Database): Omit<PolicyWriter['schedules'], keyof PolicyReader['schedules']> {
  const save = db.prepare(
    'insert into schedule (id, created_at, body) values (?, ?, ?) on conflict (id) do update set body = excluded.body',
  );
  const remove = db.prepare('update schedule set removed_at = ? where id = ? and removed_at is null');
  const claim = db.prepare(
    'insert into schedule_run values (@schedule, @due_at, @started_at, @ended_at, @state, @body) on conflict (schedule, due_at) do nothing',
  );
  const settle = db.prepare(
    `update schedule_run set ended_at = @ended_at, state = @state, body = @body where schedule = @schedule and due_at = @due_at and state = 'running'`,
  );
  const interrupt = db.prepare(`update schedule_run set ended_at = ?, state = 'interrupted' where state = 'running'`);
  return {
    save: ({ id, createdAt, ...body }) => void save.run(id, createdAt, canonical(body)),
    remove: (id, at) => remove.run(at, id).changes === 1,
    claim: (run) => claim.run(toRow(run)).changes === 1,
    settle: (run) => {
      if (settle.run(toRow(run)).changes !== 1) throw new Error(`no running time ${run.dueAt} of schedule ${run.scheduleId} to settle`);
    },
    interrupt: (at) => interrupt.run(at).changes,
  };
}
