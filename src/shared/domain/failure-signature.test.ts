import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failureSignature } from './failure-signature.ts';
import type { Problem } from './problem.ts';

const signed = (hostName: string, problem: Problem | null) => failureSignature({ state: 'failed', hostName, problem });
const health = (...failed: string[]): Problem => ({ kind: 'health', failed });
const apt = (...lines: string[]): Problem => ({ kind: 'package-manager-failed', exit: 100, lines });

it('is the same for two hosts that failed in the same way, whatever they are called', () => {
  expect(signed('web-01', health('Same listeners: closed: 443/tcp on 10.0.0.7 (nginx)', 'No new failed unit: web-01-sync.service'))).toBe(
    signed('web-02', health('No new failed unit: web-02-sync.service', 'Same listeners: closed: 443/tcp on fd00::12 (nginx)')),
  );
  expect(signed('a', apt('Setting up x (1.2) ...', 'dpkg: error processing package x (--configure):', 'E: Sub-process returned 1'))).toBe(
    signed('b', apt('noise of b', 'dpkg: error processing package x (--configure):', 'E: Sub-process returned 1')),
  );
});
it('differs with the package, the unit and the kind', () => {
  const all = [
    health('No new failed unit: app.service'),
    health('No new failed unit: web.service'),
    apt('dpkg: error processing package x (--configure):'),
    apt('dpkg: error processing package y (--configure):'),
    { kind: 'run-vanished' } as const,
    { kind: 'disk-full', path: '/', freeBytes: 1, needBytes: 2 } as const,
    { kind: 'disk-full', path: '/var', freeBytes: 1, needBytes: 2 } as const,
    null,
  ];
  expect(new Set(all.map((one) => signed('a', one))).size).toBe(all.length);
});
it('never depends on numbers, addresses or the name of the host, and is made of anything', () => {
  const name = fc.stringMatching(/^[a-z]{3,8}-[0-9]{2}$/);
  fc.assert(
    fc.property(name, name, fc.nat(), fc.nat(), fc.ipV4(), fc.ipV4(), fc.string(), (a, b, n, m, x, y, noise) => {
      const problem = (host: string, number: number, address: string) => health(`unit app on ${host}: ${number} of ${address}`);
      return signed(a, problem(a, n, x)) === signed(b, problem(b, m, y)) && typeof signed(a, health(noise)) === 'string';
    }),
  );
});
