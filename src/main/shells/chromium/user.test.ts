import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { browserUser } from './user.ts';
import type { UserFacts } from './user.ts';

// setpriv is a file of this name on a PATH that the test makes up: any program will do.
const folder = mkdtempSync(join(tmpdir(), 'patchbay-user-'));
const setpriv = join(folder, 'setpriv');
writeFileSync(setpriv, '');
chmodSync(setpriv, 0o755);

const ROOT: UserFacts = { platform: 'linux', isRoot: true, env: { PATH: folder }, pid: 1000 };

test('as a user: the same user, and it dies with us', () => {
  expect(browserUser({ ...ROOT, isRoot: false })).toEqual({
    ok: true,
    value: { prefix: [setpriv, '--pdeathsig=KILL'], uid: null, gid: null, flags: [] },
  });
});

test('as root by sudo: the user who called sudo', () => {
  const user = browserUser({ ...ROOT, env: { PATH: folder, SUDO_UID: '1000', SUDO_GID: '1001' } });
  expect(user).toMatchObject({ ok: true, value: { uid: 1000, gid: 1001, flags: [] } });
  expect(user.ok && user.value.prefix).toContain('--clear-groups');
});

test.each([{ SUDO_UID: '0', SUDO_GID: '0' }, { SUDO_UID: 'x; rm', SUDO_GID: '' }, {}])(
  'as root otherwise (%o): a user id that nobody has',
  (sudo) => {
    const user = browserUser({ ...ROOT, env: { PATH: folder, ...sudo } });
    expect(user.ok && user.value.uid).toBeGreaterThanOrEqual(60578);
    expect(user.ok && user.value.uid).toBeLessThanOrEqual(61183);
    expect(user.ok && user.value.gid).toBe(user.ok && user.value.uid);
  },
);

test('as root without setpriv: refused, unless told that no sandbox is fine', () => {
  expect(browserUser({ ...ROOT, env: { PATH: '/nowhere' } })).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
  expect(browserUser({ ...ROOT, env: { PATH: '/nowhere', PATCHBAY_ALLOW_NO_SANDBOX: '1' } })).toMatchObject({
    ok: true,
    value: { flags: ['--no-sandbox'] },
  });
});

test('never goes without the sandbox where setpriv is there', () => {
  const user = browserUser({ ...ROOT, env: { PATH: folder, PATCHBAY_ALLOW_NO_SANDBOX: '1' } });
  expect(user).toMatchObject({ ok: true, value: { flags: [] } });
});
