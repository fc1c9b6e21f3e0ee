import type { Database } from 'better-sqlite3';
import type { HostPlan, Plan } from '../../shared/domain/plan.ts';
import { canonical, fromJson } from './json.ts';
import type { Reader, Store } from './store.ts';

export function readPlans(db: Database): Reader['plans'] {
  const plan = db.prepare<[string], { body: string }>('select body from plan where id = ?');
  const hosts = db.prepare<[string], { body: string }>('select body from plan_host where plan = ? order by position');
  return {
    get: db.transaction((id: string): Plan | null => {
      const row = plan.get(id);
      if (!row) return null;
      const rest = fromJson<Omit<Plan, 'hosts'>>(row.body);
      return { ...rest, hosts: hosts.all(id).map(({ body }) => fromJson<HostPlan>(body)) };
    }),
  };
}

export function writePlans(db: Database): Pick<Store['plans'], 'save'> {
  const savePlan = db.prepare(
    'insert into plan (id, created_at, body) values (?, ?, ?) on conflict (id) do update set body = excluded.body',
  );
  // A plan is saved again whenever one more host has answered: rows that say the same are not written again.
  const saveHost = db.prepare(`
    insert into plan_host (plan, host_id, position, body) values (?, ?, ?, ?)
    on conflict (plan, host_id) do update set position = excluded.position, body = excluded.body
    where body <> excluded.body or position <> excluded.position`);
  const dropHosts = db.prepare('delete from plan_host where plan = ? and host_id not in (select value from json_each(?))');
  return {
    save: (plan) =>
      db
        .transaction(() => {
          const { hosts, ...rest } = plan;
          savePlan.run(plan.id, plan.createdAt, canonical(rest));
          hosts.forEach((host, position) => saveHost.run(plan.id, host.hostId, position, canonical(host)));
          dropHosts.run(plan.id, JSON.stringify(hosts.map((host) => host.hostId)));
        })
        .immediate(),
  };
}
