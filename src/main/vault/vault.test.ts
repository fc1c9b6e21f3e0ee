import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { DB, fakeStore, must, place, WEB } from './vault.test-kit.ts';

const GOOD = 'correct horse battery staple';

describe('in memory, until somebody chooses', () => {
  test('a secret is kept by this process alone, and nothing is written', async () => {
    using at = place();
    const vault = at.vault();
    expect(vault.mode()).toEqual({ ok: true, value: 'none' });
    await must(vault.set(WEB, 'password', 'one'));
    expect([vault.secret(WEB, 'password'), vault.secret(WEB, 'passphrase'), vault.holds()]).toEqual(['one', null, { [WEB]: ['password'] }]);
    expect(at.vault().secret(WEB, 'password')).toBe(null);
    expect(readdirSync(at.folder)).toEqual([]);
    await must(vault.lock());
    expect(vault.holds()).toEqual({});
  });

  test('what was entered before moves into the vault that is chosen, and back', async () => {
    using at = place();
    const vault = at.vault();
    await must(vault.set(WEB, 'password', 'one'));
    await must(vault.choose('passphrase', GOOD));
    const other = at.vault();
    expect([other.isLocked(), other.holds(), other.secret(WEB, 'password')]).toEqual([true, { [WEB]: ['password'] }, null]);
    await must(other.unlock(GOOD));
    expect(other.secret(WEB, 'password')).toBe('one');
    await must(other.choose('none', null));
    expect([readdirSync(at.folder), other.secret(WEB, 'password'), vault.secret(WEB, 'password')]).toEqual([[], 'one', null]);
  });
});

describe('sealed by a passphrase', () => {
  test('a wrong one is told, changes nothing, and the right one opens it all the same', async () => {
    using at = place();
    await must(at.vault().choose('passphrase', GOOD));
    const before = readFileSync(at.path);
    const vault = at.vault();
    expect(await vault.ensureOpen()).toEqual({ ok: false, problem: { kind: 'vault-locked', by: 'passphrase' } });
    for (let n = 0; n < 6; n++)
      expect(await vault.unlock(`wrong ${n}`)).toEqual({ ok: false, problem: { kind: 'vault-passphrase-wrong' } });
    expect(await vault.set(WEB, 'password', 'x')).toMatchObject({ problem: { kind: 'vault-locked' } });
    expect(await vault.choose('none', null)).toMatchObject({ problem: { kind: 'vault-locked' } });
    await must(vault.unlock(GOOD));
    expect(readFileSync(at.path)).toEqual(before);
  });

  test('the file and its copy are for this user alone, and hold no secret as it is', async () => {
    using at = place();
    const vault = at.vault();
    await must(vault.choose('passphrase', GOOD));
    await must(vault.set(WEB, 'password', 'canary-5f3a9c'));
    for (const path of [at.path, `${at.path}.bak`]) {
      expect(statSync(path).mode & 0o777).toBe(0o600);
      const text = readFileSync(path, 'utf8');
      for (const form of ['canary-5f3a9c', Buffer.from('canary-5f3a9c').toString('base64').slice(0, 16), GOOD])
        expect(text).not.toContain(form);
    }
    expect(readdirSync(at.folder).sort()).toEqual(['vault.json', 'vault.json.bak']);
  });

  test('every write uses another nonce, every choice another key', async () => {
    using at = place();
    const vault = at.vault();
    await must(vault.choose('passphrase', GOOD));
    const seen = new Set<string>();
    for (let n = 0; n < 20; n++) {
      await must(vault.set(WEB, 'password', 'same'));
      seen.add((JSON.parse(readFileSync(at.path, 'utf8')) as { nonce: string }).nonce);
    }
    expect(seen.size).toBe(20);
    const other = at.vault();
    await must(other.unlock(GOOD));
    await must(vault.choose('passphrase', GOOD));
    expect(other.secret(WEB, 'password'), 'the old key opens nothing').toBe(null);
    await must(other.unlock(GOOD));
    expect(other.secret(WEB, 'password')).toBe('same');
  });

  test('changed: the old one opens neither the file nor its copy, and whoever had it open goes on', async () => {
    using at = place();
    const [vault, other] = [at.vault(), at.vault()];
    await must(vault.choose('passphrase', GOOD));
    await must(vault.set(WEB, 'password', 'one'));
    await must(other.unlock(GOOD));
    expect(await vault.changePassphrase('not it', 'a new passphrase')).toMatchObject({ problem: { kind: 'vault-passphrase-wrong' } });
    await must(vault.changePassphrase(GOOD, 'a new passphrase'));
    expect(other.secret(WEB, 'password')).toBe('one');
    expect(readFileSync(`${at.path}.bak`)).toEqual(readFileSync(at.path));
    const fresh = at.vault();
    expect(await fresh.unlock(GOOD)).toMatchObject({ problem: { kind: 'vault-passphrase-wrong' } });
    await must(fresh.unlock('a new passphrase'));
    expect(fresh.secret(WEB, 'password')).toBe('one');
  });

  test('the same letters typed on another system are the same passphrase', async () => {
    using at = place();
    await must(at.vault().choose('passphrase', 'gr\u00fc\u00dfe aus Z\u00fcrich'));
    await must(at.vault().unlock('gru\u0308\u00dfe aus Zu\u0308rich'));
  });

  test('scrypt does not hold up the rest of the program', { timeout: 60_000 }, async () => {
    using at = place();
    const vault = at.vault({ scryptN: 2 ** 17 });
    let [most, last] = [0, performance.now()];
    const timer = setInterval(() => ([most, last] = [Math.max(most, performance.now() - last), performance.now()]), 5);
    await must(vault.choose('passphrase', GOOD));
    const began = performance.now();
    await must(at.vault().unlock(GOOD));
    const took = performance.now() - began;
    clearInterval(timer);
    expect(took, 'it costs a guesser something').toBeGreaterThan(100);
    expect(most, `longest pause while scrypt took ${took} ms`).toBeLessThan(took / 2);
  });
});

describe('locked', () => {
  test('by the clock, once nobody used it for so long; 0 is never', async () => {
    using at = place();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let [minutes, now, changes] = [10, 0, 0];
    const vault = at.vault({ autoLockMinutes: () => minutes, now: () => now, onChange: () => (changes += 1) });
    await must(vault.choose('passphrase', GOOD));
    await must(vault.set(WEB, 'password', 'one'));
    now = 9.9 * 60_000;
    expect(vault.secret(WEB, 'password'), 'this is a use').toBe('one');
    now += 9.9 * 60_000;
    vi.advanceTimersByTime(60_000);
    expect(vault.isLocked()).toBe(false);
    const before = changes;
    now += 0.2 * 60_000;
    vi.advanceTimersByTime(60_000);
    expect(changes, 'whoever shows it is told').toBe(before + 1);
    expect([vault.isLocked(), vault.secret(WEB, 'password')]).toEqual([true, null]);
    minutes = 0;
    await must(vault.unlock(GOOD));
    now += 1e9;
    vi.advanceTimersByTime(1e6);
    expect(vault.secret(WEB, 'password')).toBe('one');
    vi.useRealTimers();
  });

  test('by hand: every process finds it locked, and a key store is not asked until somebody unlocks it', async () => {
    using at = place();
    const desk = fakeStore();
    const [vault, other] = [at.vault({ stores: [desk.store] }), at.vault({ stores: [desk.store] })];
    await must(vault.choose('key-store', null));
    await must(vault.set(WEB, 'password', 'one'));
    await must(other.ensureOpen());
    expect(other.secret(WEB, 'password')).toBe('one');
    await must(vault.lock());
    expect([vault.secret(WEB, 'password'), other.secret(WEB, 'password')]).toEqual([null, null]);
    const asked = desk.state.asked;
    expect(await other.ensureOpen()).toEqual({ ok: false, problem: { kind: 'vault-locked', by: 'key-store' } });
    expect(desk.state.asked).toBe(asked);
    await must(other.unlock(null));
    expect(other.secret(WEB, 'password')).toBe('one');
  });
});

describe('sealed by a key store', () => {
  test('the store has one key and no secret; the vault opens without a question', async () => {
    using at = place();
    const desk = fakeStore();
    const vault = at.vault({ stores: [desk.store] });
    await must(vault.choose('key-store', null));
    await must(vault.set(WEB, 'password', 'one'));
    await must(vault.set(DB, 'sudo-password', 'two'));
    expect([...desk.kept.values()].map((key) => key.length)).toEqual([32]);
    const other = at.vault({ stores: [desk.store] });
    await must(other.ensureOpen());
    expect([other.secret(WEB, 'password'), other.secret(DB, 'sudo-password')]).toEqual(['one', 'two']);
  });

  test('a store that is not there, or gives back another key, is not relied on', async () => {
    using at = place();
    const desk = fakeStore();
    desk.state.unavailable = 'no desktop session';
    const vault = at.vault({ stores: [desk.store] });
    expect(await vault.storeTrouble()).toBe('no desktop session');
    expect(await vault.choose('key-store', GOOD)).toMatchObject({
      problem: { kind: 'key-store-unavailable', detail: 'no desktop session' },
    });
    expect(await at.vault().choose('key-store', null)).toMatchObject({ problem: { kind: 'key-store-unavailable' } });
    const liar = { ...fakeStore().store, unseal: async () => ({ ok: true as const, value: Buffer.alloc(32) }) };
    expect(await at.vault({ stores: [liar] }).choose('key-store', null)).toMatchObject({ problem: { detail: 'it gave back another key' } });
    expect(existsSync(at.path)).toBe(false);
  });

  test('lost, with a passphrase as the second way: said so, opened by it, and sealed anew', async () => {
    using at = place();
    const desk = fakeStore();
    const vault = at.vault({ stores: [desk.store] });
    await must(vault.choose('key-store', GOOD));
    await must(vault.set(WEB, 'password', 'one'));
    desk.lose();
    const after = at.vault({ stores: [desk.store] });
    expect(await after.ensureOpen()).toEqual({
      ok: false,
      problem: { kind: 'vault-key-lost', detail: 'no such item', hasPassphrase: true },
    });
    await must(after.unlock(GOOD));
    await must(after.choose('key-store', GOOD));
    const next = at.vault({ stores: [desk.store] });
    await must(next.ensureOpen());
    expect(next.secret(WEB, 'password')).toBe('one');
  });

  test('lost, without one: said so, the file is set aside and not deleted, and a new vault can be chosen', async () => {
    using at = place();
    const desk = fakeStore();
    await must(at.vault({ stores: [desk.store] }).choose('key-store', null));
    const bytes = readFileSync(at.path);
    desk.lose();
    const after = at.vault({ stores: [desk.store] });
    expect(await after.ensureOpen()).toMatchObject({ problem: { kind: 'vault-key-lost', hasPassphrase: false } });
    const aside = await must(after.startAnew('empty'));
    expect(readFileSync(aside!)).toEqual(bytes);
    expect(after.mode()).toEqual({ ok: true, value: 'none' });
    await must(after.choose('key-store', null));
    expect(readFileSync(aside!)).toEqual(bytes);
  });

  test('the window that sealed it is another program: said so, and not taken for damage', async () => {
    using at = place();
    const window = fakeStore('system');
    await must(at.vault({ stores: [window.store] }).choose('key-store', null));
    expect(await at.vault({ stores: [fakeStore().store] }).ensureOpen()).toMatchObject({
      problem: { kind: 'vault-key-lost', detail: expect.stringContaining('sealed by the window') },
    });
  });
});

test('two instances that change it at once: nothing is lost', async () => {
  using at = place();
  const [one, other] = [at.vault(), at.vault()];
  await must(one.choose('passphrase', GOOD));
  await must(other.unlock(GOOD));
  const ids = (name: string) => Array.from({ length: 25 }, (_, n) => `cred${name}${String(n).padStart(6, '0')}`);
  await Promise.all([
    ...ids('one').map((id) => must(one.set(id, 'password', id))),
    ...ids('two').map((id) => must(other.set(id, 'password', id))),
  ]);
  const last = at.vault();
  await must(last.unlock(GOOD));
  expect(Object.keys(last.holds()).sort()).toEqual([...ids('one'), ...ids('two')].sort());
  expect(one.secret(ids('two')[24]!, 'password')).toBe(ids('two')[24]);
});
