import { expect, it } from 'vitest';
import type { HostPlan, TransactionItem } from './plan.ts';
import { whyNotByRule } from './way-back-rule.ts';

const item = (name: string, action: TransactionItem['action'] = 'upgrade'): TransactionItem => ({
  action, name, arch: 'amd64', from: '1', to: '2', origin: 'Debian', security: true, downloadBytes: 1,
}); // prettier-ignore
const plan = (items: TransactionItem[], more: Partial<HostPlan> = {}): HostPlan => ({
  hostId: 'hosta000', hostName: 'a', ring: 0, hash: 'a'.repeat(64), blocking: [], warnings: [],
  transaction: { items, downloadBytes: 0, installedBytes: 0, conffileConflicts: [], restarts: [], space: [], reboot: { expected: false, reasons: [] }, leftOut: [] },
  reversibility: { verdict: 'reversible', why: '', items: [] }, ...more,
}); // prettier-ignore
const back = plan([item('nginx', 'downgrade')]);

it('goes back by rule where the kit is complete and nothing would be removed', () => {
  expect(whyNotByRule(plan([item('nginx'), item('libssl3'), item('redshift'), item('libcurl4')]), back)).toBeNull();
});
it.each([
  ['linux-image-6.1.0-50-amd64', 'a kernel'],
  ['libc6', 'the C library'],
  ['openssh-server', 'OpenSSH'],
  ['postgresql-15', 'a database'],
  ['mariadb-server', 'a database'],
  ['redis-server', 'a database'],
])('never takes %s back: %s', (name, what) => {
  expect(whyNotByRule(plan([item('nginx'), item(name)]), back)).toBe(`${name} is ${what}: never taken back by rule`);
});
it('leaves it to a person where it would not be whole', () => {
  const partly = plan([item('nginx')], { reversibility: { verdict: 'partly', why: '', items: [] } });
  expect(whyNotByRule(partly, back)).toBe('its rollback kit does not hold all that was changed');
  expect(whyNotByRule(plan([item('nginx')]), plan([item('nginx', 'downgrade'), item('helper', 'remove')]))).toBe(
    'its way back would remove helper',
  );
  expect(whyNotByRule(plan([item('nginx')]), plan([], { blocking: [{ kind: 'dependencies', lines: [] }] }))).toContain('Dependencies');
});
