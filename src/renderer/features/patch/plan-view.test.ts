import { expect, test } from 'vitest';
import type { HostPlan, Plan } from '../../../shared/domain/plan.ts';
import { previewRows } from './plan-view.ts';

const host = (hostName: string, change: Partial<HostPlan> = {}): HostPlan => ({
  hostId: hostName,
  hostName,
  ring: 1,
  transaction: null,
  reversibility: null,
  hash: null,
  blocking: [],
  warnings: [],
  ...change,
});
const plan = (state: Plan['state'], hosts: readonly HostPlan[], pending: readonly string[] = []): Plan => ({
  id: 'plan00000001',
  createdAt: '2026-11-22T10:00:00.000Z',
  kind: 'deploy',
  selection: null,
  rollsBack: null,
  options: { reboot: 'never', allowRemovals: [], allowWithoutWayBack: false },
  state,
  hosts: [...hosts],
  pending: [...pending],
  hash: null,
});
const names = (of: Plan): string[] => previewRows(of, (id) => id).map((row) => row.hostName);
const stuck = host('web-10', { blocking: [{ kind: 'not-found', what: 'web-10' }] });

test('while hosts are asked no row moves, whatever they answer', () => {
  const before = names(plan('making', [], ['web-10', 'web-2', 'db-1']));
  expect(before).toEqual(['db-1', 'web-2', 'web-10']);
  expect(names(plan('making', [stuck], ['web-2', 'db-1']))).toEqual(before);
  expect(names(plan('making', [stuck, host('db-1')], ['web-2']))).toEqual(before);
});

test('once all have answered, problems stand first', () => {
  expect(names(plan('ready', [host('db-1'), stuck, host('web-2')]))).toEqual(['web-10', 'db-1', 'web-2']);
});
