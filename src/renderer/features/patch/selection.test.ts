import { expect, test } from 'vitest';
import type { FixRow } from '../../../shared/contract/contract.ts';
import { choiceOf, choose, hostsOf, isChosen, rowKey, selectionOf, setMode, startChoice } from './selection.ts';

const row = (source: string, security: boolean, packages: string[], state: FixRow['state'] = 'ready', hosts = ['hostaaaa']): FixRow => ({
  source,
  to: '2',
  security,
  origin: 'Debian',
  packages,
  since: '2026-11-01T00:00:00.000Z',
  state,
  hosts: hosts.map((hostId) => ({
    hostId,
    hostName: hostId,
    since: '2026-11-01T00:00:00.000Z',
    packages: packages.map((name) => ({ name, from: '1', to: '2', state: state === 'mixed' ? ('ready' as const) : state })),
  })),
});
const openssl = row('openssl', true, ['openssl', 'libssl3']);
const sudo = row('sudo', true, ['sudo'], 'ready', ['hostbbbb']);
const tzdata = row('tzdata', false, ['tzdata'], 'ready', ['hostcccc']);
const held = row('postgresql-15', true, ['postgresql-15'], 'held', ['hostdddd']);
const rows = [openssl, sudo, tzdata, held];
const ticked = (choice: Parameters<typeof isChosen>[0]): string[] =>
  rows.filter((each) => isChosen(choice, each)).map((each) => each.source);
const keys = (...chosen: FixRow[]): ReadonlySet<string> => new Set(chosen.map(rowKey));

test('security takes security updates that are not held', () => {
  expect(ticked(startChoice)).toEqual(['openssl', 'sudo']);
  expect(hostsOf(startChoice, rows)).toEqual(['hostaaaa', 'hostbbbb']);
  expect(selectionOf(startChoice)).toEqual({ mode: 'security', exclude: [] });
});

test('unticking leaves out by name, ticking takes it in again', () => {
  const without = choose(startChoice, rows, keys(openssl));
  expect(selectionOf(without)).toEqual({ mode: 'security', exclude: ['sudo'] });
  expect(ticked(without)).toEqual(['openssl']);
  expect(selectionOf(choose(without, rows, keys(openssl, sudo)))).toEqual({ mode: 'security', exclude: [] });
});

test('ticking what the mode does not cover turns it into a list of packages', () => {
  const mixed = choose(choose(startChoice, rows, keys(openssl)), rows, keys(openssl, tzdata));
  expect(selectionOf(mixed)).toEqual({ mode: 'packages', packages: ['openssl', 'libssl3', 'tzdata'], exclude: [] });
});

test('held updates are never chosen, whatever is asked', () => {
  expect(ticked(choose(startChoice, rows, keys(openssl, sudo, held)))).toEqual(['openssl', 'sudo']);
  expect(ticked(setMode(startChoice, 'everything', rows))).toEqual(['openssl', 'sudo', 'tzdata']);
});

test('the mode can be changed and the ticks are kept where they still mean something', () => {
  const list = setMode(choose(startChoice, rows, keys(sudo)), 'packages', rows);
  expect(selectionOf(list)).toEqual({ mode: 'packages', packages: ['sudo'], exclude: [] });
  expect(selectionOf(choose(list, rows, keys()))).toBeNull();
  expect(choiceOf(selectionOf(list))).toEqual(list);
});
