import { expect, it } from 'vitest';
import type { EolRow } from '../vulnerability/rows.ts';
import { productOf } from './products.ts';
import { cycleOf, eolState } from './state.ts';

it.each([
  ['postgresql-15', '15.8-0+deb12u1', 'postgresql', '15'],
  ['postgresql-9.6', '9.6.24-0+deb9u1', 'postgresql', '9.6'],
  ['postgresql96-server', '9.6.24-1', 'postgresql', '9.6'],
  ['mariadb-server', '1:10.11.6-0+deb12u1', 'mariadb', '10.11'],
  ['nginx', '1.22.1-9', 'nginx', '1.22'],
  ['apache2', '2.4.62-1~deb12u1', 'apache-http-server', '2.4'],
  ['php8.2-cli', '8.2.24-1~deb12u1', 'php', '8.2'],
  ['python3.11', '3.11.2-6', 'python', '3.11'],
  ['nodejs', '18.19.0+dfsg-6', 'nodejs', '18'],
  ['openjdk-17-jre-headless', '17.0.12+7-2', 'eclipse-temurin', '17'],
])('%s %s is %s %s', (name, version, product, cycle) => expect(productOf(name, version)).toMatchObject({ product: { product }, cycle }));

it.each([
  ['php-common', '2:93'],
  ['postgresql-client-15', '15.8'],
  ['python3', '3.11.2-1+b1'],
  ['libnginx-mod-http-geoip', '1.22.1'],
])('%s %s says nothing of a product', (name, version) => expect(productOf(name, version)).toBeNull());

const row = (securityUntil: EolRow['securityUntil'], cycle = '8.0'): EolRow => ({
  product: 'x',
  title: 'X',
  cycle,
  codename: null,
  activeUntil: null,
  securityUntil,
  extendedUntil: null,
});

it.each([
  ['2026-11-21', null, 'ended'],
  ['2026-11-22', null, 'ends-soon'],
  ['2027-11-22', null, 'supported'],
  ['2026-01-01', '2026-11-22', 'extended'],
  ['2026-01-01', '2026-11-21', 'ended'],
  [false, null, 'supported'],
  [true, null, 'ended'],
  [null, null, 'unknown'],
] as const)('what ends %s, extended until %s, is %s on 22 November 2026', (until, extended, state) =>
  expect(eolState(row(until), extended, '2026-11-22')).toBe(state),
);

it('a version belongs to the longest cycle that begins it, and never to one that only looks alike', () => {
  expect(cycleOf([row(true, '8'), row(true, '8.0')], '8.0.36')?.cycle).toBe('8.0');
  expect(cycleOf([row(true, '8')], '8.0.36')?.cycle).toBe('8');
  expect(cycleOf([row(true, '1.2')], '1.22')).toBeNull();
});
