import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { fileLock } from '../store/driver-lock.ts';
import { Vault } from '../vault/index.ts';

/** PATCHBAY_KILLS=200 for the full count of kills at random moments. */
const KILLS = Number(process.env['PATCHBAY_KILLS'] ?? 10);
const WRITER = fileURLToPath(new URL('./vault-writer.test-kit.ts', import.meta.url));
const GOOD = 'correct horse battery staple';
const parts = ['created', 'written', 'synced', 'renamed', 'folder-synced'];
const POINTS = ['begun', ...parts, ...parts.map((part) => `backup-${part}`), 'done'];

const opened = (path: string): Vault =>
  new Vault({ path, lock: fileLock(`${path}.lock`), stores: [], autoLockMinutes: () => 0, scryptN: 2 ** 14 });
async function must(answer: Promise<{ readonly ok: boolean }>): Promise<void> {
  const got = await answer;
  if (!got.ok) throw new Error(JSON.stringify(got));
}

async function furnished() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-vault-'));
  const path = join(folder, 'vault.json');
  const vault = opened(path);
  await must(vault.choose('passphrase', GOOD));
  await must(vault.set('cred00000001', 'password', 'old'));
  await must(vault.set('cred00000002', 'passphrase', 'stays'));
  vault.dispose();
  return { folder, path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: readonly string[];
  readonly errors: string;
}
async function writer(args: readonly string[], killAfterMs: number | null = null): Promise<Ended> {
  const child = spawn(process.execPath, [WRITER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, errors, isArmed] = ['', '', false];
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (killAfterMs === null || isArmed || !/^0$/m.test(out)) return;
    isArmed = true;
    setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  });
  const { promise, resolve } = Promise.withResolvers<[number | null, NodeJS.Signals | null]>();
  child.on('close', (...end) => resolve(end));
  const [code, signal] = await promise;
  return {
    code,
    signal,
    said: out
      .slice(0, out.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean),
    errors,
  };
}

/** Opens it as the next start would, and proves that it can be changed. */
async function next(path: string): Promise<{ passphrase: string; password: string | null; stays: string | null }> {
  const vault = opened(path);
  const old = await vault.unlock(GOOD);
  const passphrase = old.ok ? GOOD : 'another passphrase';
  if (!old.ok) await must(vault.unlock(passphrase));
  const found = { passphrase, password: vault.secret('cred00000001', 'password'), stays: vault.secret('cred00000002', 'passphrase') };
  expect(readFileSync(`${path}.bak`), 'the backup is of the same state').toEqual(readFileSync(path));
  await must(vault.set('cred00000003', 'password', 'after'));
  expect(readdirSync(join(path, '..')).filter((name) => name.endsWith('.part'))).toEqual([]);
  vault.dispose();
  return found;
}

test.each(['set', 'choose', 'change'])(
  'killed -9 at every point of the write of "%s": the old or the new whole vault is there',
  { timeout: 240_000 },
  async (task) => {
    const seen = new Set<string>();
    for (const point of POINTS) {
      using at = await furnished();
      const { signal, said, errors } = await writer([at.path, GOOD, task, point]);
      expect([signal, said, errors], point).toEqual(['SIGKILL', ['ready'], '']);
      const { passphrase, password, stays } = await next(at.path);
      const isNew = POINTS.indexOf(point) >= POINTS.indexOf('renamed');
      expect([passphrase, password, stays], point).toEqual([
        isNew && task !== 'set' ? 'another passphrase' : GOOD,
        isNew && task === 'set' ? 'new' : 'old',
        'stays',
      ]);
      seen.add(isNew ? 'new' : 'old');
    }
    expect([...seen].sort()).toEqual(['new', 'old']);
  },
);

test(
  `killed -9 at ${KILLS} random moments of changing it without end: nothing that was answered is lost`,
  { timeout: 60_000 + KILLS * 10_000 },
  async () => {
    using at = await furnished();
    let state = 20_261_122;
    const random = (): number => (state = (state * 48_271) % 0x7fff_ffff) / 0x7fff_ffff;
    let changes = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const { signal, said, errors } = await writer([at.path, GOOD, 'many', '-', 'k'], random() * 80);
      expect([signal, errors]).toEqual(['SIGKILL', '']);
      const last = Number(said.at(-1));
      changes += last + 1;
      const vault = opened(at.path);
      await must(vault.unlock(GOOD));
      const kept = Number(vault.secret(`credk${String(last % 25).padStart(6, '0')}`, 'password')?.slice(1));
      expect(kept, 'an answered change is there').toBe(last);
      expect(vault.secret('cred00000002', 'passphrase')).toBe('stays');
      vault.dispose();
    }
    console.log(JSON.stringify({ name: 'vault: kill -9 while changing', figures: { kills: KILLS, changes, lost: 0 } }));
  },
);

test('two processes that change it at once: every change of both is there', { timeout: 120_000 }, async () => {
  using at = await furnished();
  const both = await Promise.all(['a', 'b'].map((prefix) => writer([at.path, GOOD, 'many', 'never', prefix])));
  expect(both.map(({ code, errors, said }) => [code, errors, said.length])).toEqual([
    [0, '', 26],
    [0, '', 26],
  ]);
  const vault = opened(at.path);
  await must(vault.unlock(GOOD));
  const ids = Object.keys(vault.holds());
  expect(ids).toHaveLength(52);
  for (const prefix of ['a', 'b'])
    for (let n = 0; n < 25; n++) expect(vault.secret(`cred${prefix}${String(n).padStart(6, '0')}`, 'password')).toBe(`${prefix}${n}`);
  vault.dispose();
});
