import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { opened, sampleHostPlan, samplePlan, temporary } from './store.test-kit.ts';

test('a plan comes back as it was saved, its hosts in their order', () => {
  using place = temporary();
  const store = opened(place.file);
  const plan = samplePlan([3, 1, 2]);
  store.plans.save(plan);
  expect(store.plans.get(plan.id)).toEqual(plan);
  expect(store.plans.get('nosuchplan')).toBeNull();
  store.close();
});

test('a plan grows host by host; what is known already is not written again', () => {
  using place = temporary();
  const store = opened(place.file);
  const raw = new Database(place.file);
  raw.exec(`create table written (host text) strict;
    create trigger w1 after insert on plan_host begin insert into written values (new.host_id); end;
    create trigger w2 after update on plan_host begin insert into written values (new.host_id); end;`);
  store.plans.save(samplePlan([1], { state: 'making', pending: ['host000002'], hash: null }));
  store.plans.save(samplePlan([1, 2], { state: 'making' }));
  const changed = { ...sampleHostPlan(2), blocking: [{ kind: 'lists-missing' as const }] };
  store.plans.save({ ...samplePlan([1]), hosts: [sampleHostPlan(1), changed] });
  expect(store.plans.get('plan0000001')).toEqual({ ...samplePlan([1]), hosts: [sampleHostPlan(1), changed] });
  expect(raw.prepare('select host from written').pluck().all()).toEqual(['host000001', 'host000002', 'host000002']);
  raw.close();
  store.close();
});

test('a host that left the plan is gone from it', () => {
  using place = temporary();
  const store = opened(place.file);
  store.plans.save(samplePlan([1, 2]));
  store.plans.save(samplePlan([2]));
  expect(store.plans.get('plan0000001')?.hosts.map((host) => host.hostId)).toEqual(['host000002']);
  store.close();
});
