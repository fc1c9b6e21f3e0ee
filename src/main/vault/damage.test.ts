import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explain } from '../../shared/domain/problem.ts';
import { fakeStore, must, place, WEB } from './vault.test-kit.ts';

const GOOD = 'correct horse battery staple';

async function sealed() {
  const at = place();
  const desk = fakeStore();
  const vault = at.vault({ stores: [desk.store] });
  await must(vault.choose('key-store', GOOD));
  await must(vault.set(WEB, 'password', 'one'));
  const text = readFileSync(at.path, 'utf8');
  const open = () => at.vault({ stores: [desk.store] }).unlock(null);
  return { at, desk, text, open };
}

test(
  'every single byte of the file flipped: refused, told, the backup offered, and the file left as it is',
  { timeout: 120_000 },
  async () => {
    const { at, text, open } = await sealed();
    using _ = at;
    const bytes = Buffer.from(text);
    expect(bytes.length).toBeGreaterThan(500);
    for (let n = 0; n < bytes.length; n++) {
      const altered = Buffer.from(bytes);
      altered[n]! ^= 1 << (n % 8);
      writeFileSync(at.path, altered);
      expect(await open(), `byte ${n}: ${text.slice(Math.max(0, n - 20), n + 5)}`).toMatchObject({
        problem: { kind: 'vault-altered', backup: `${at.path}.bak` },
      });
      expect(readFileSync(at.path)).toEqual(altered);
    }
  },
);

test('cut short at any place, emptied, or with something behind it: refused', async () => {
  const { at, text, open } = await sealed();
  using _ = at;
  for (const altered of [
    ...Array.from({ length: 60 }, (_, n) => text.slice(0, Math.floor((text.length * n) / 60))),
    `${text}x`,
    ` ${text}`,
    text + text,
  ]) {
    writeFileSync(at.path, altered);
    expect(await open()).toMatchObject({ problem: { kind: 'vault-altered' } });
  }
});

/** What somebody does who knows the format: the checksum is no secret. */
function forged(text: string, change: (vault: Record<string, unknown>) => void): string {
  const { checksum: _, ...vault } = JSON.parse(text) as Record<string, unknown>;
  change(vault);
  const checksum = createHash('sha256').update(JSON.stringify(vault)).digest('hex');
  return `${JSON.stringify({ ...vault, checksum })}\n`;
}
const flip = (base64: unknown, at: number): string => {
  const bytes = Buffer.from(base64 as string, 'base64');
  bytes[at]! ^= 1;
  return bytes.toString('base64');
};

test.each<[string, (vault: Record<string, unknown>) => void]>([
  ['a secret more in its list', (vault) => (vault['holds'] = { [WEB]: ['password', 'sudo-password'] })],
  ['a secret less in its list', (vault) => (vault['holds'] = {})],
  ['another id', (vault) => (vault['id'] = '0'.repeat(32))],
  ['a way in taken away', (vault) => (vault['waysIn'] = (vault['waysIn'] as unknown[]).slice(0, 1))],
  ['another nonce', (vault) => (vault['nonce'] = flip(vault['nonce'], 0))],
  ['the first byte of what is sealed', (vault) => (vault['sealed'] = flip(vault['sealed'], 0))],
  [
    'the last byte of its tag',
    (vault) => (vault['sealed'] = flip(vault['sealed'], Buffer.from(vault['sealed'] as string, 'base64').length - 1)),
  ],
])('forged with a checksum that fits, %s: refused', async (_name, change) => {
  const { at, text, open } = await sealed();
  using _ = at;
  const altered = forged(text, change);
  expect(altered).not.toBe(text);
  writeFileSync(at.path, altered);
  expect(await open()).toMatchObject({ problem: { kind: 'vault-altered', backup: `${at.path}.bak` } });
  expect(readFileSync(at.path, 'utf8')).toBe(altered);
});

test('the forger of these tests makes a whole file where nothing is changed', async () => {
  const { at, text, open } = await sealed();
  using _ = at;
  writeFileSync(
    at.path,
    forged(text, () => undefined),
  );
  expect(await open()).toMatchObject({ ok: true });
});

test('nothing changes an altered vault but the word to restore its backup or to start anew; both keep it', async () => {
  const { at, text, desk } = await sealed();
  using _ = at;
  const altered = text.replace('"version":1', '"version":0');
  writeFileSync(at.path, altered);
  const vault = at.vault({ stores: [desk.store] });
  for (const answer of [
    await vault.set(WEB, 'password', 'x'),
    await vault.choose('passphrase', 'another one'),
    await vault.changePassphrase(GOOD, 'another one'),
    vault.mode(),
  ])
    expect(answer).toMatchObject({ problem: { kind: 'vault-altered' } });
  expect(readFileSync(at.path, 'utf8')).toBe(altered);
  const aside = await must(vault.startAnew('backup'));
  expect(readFileSync(aside!, 'utf8')).toBe(altered);
  await must(vault.ensureOpen());
  expect(vault.secret(WEB, 'password')).toBe('one');
});

test('file and backup both altered: no backup is offered, and starting anew keeps both', async () => {
  const { at, text } = await sealed();
  using _ = at;
  for (const path of [at.path, `${at.path}.bak`]) writeFileSync(path, text.replace('"version":1', '"version":0'));
  const vault = at.vault();
  const mode = vault.mode();
  expect(mode).toMatchObject({ problem: { kind: 'vault-altered', backup: null } });
  expect(explain((mode as { problem: Parameters<typeof explain>[0] }).problem).next).toContain('Start anew');
  expect(await vault.startAnew('backup')).toMatchObject({ problem: { kind: 'not-found' } });
  await must(vault.startAnew('empty'));
  expect(readdirSync(at.folder).filter((name) => name.includes('.aside-'))).toHaveLength(2);
  expect(vault.mode()).toEqual({ ok: true, value: 'none' });
});

test('gone while its backup is there: not taken for "none", so that nothing writes over the backup', async () => {
  const { at, text } = await sealed();
  using _ = at;
  rmSync(at.path);
  const vault = at.vault();
  expect(await vault.choose('passphrase', 'another one')).toMatchObject({ problem: { kind: 'vault-altered', backup: `${at.path}.bak` } });
  expect(await must(vault.startAnew('backup'))).toBe(null);
  expect(readFileSync(at.path, 'utf8')).toBe(text);
});

test('larger than a vault can be, a folder in its place, or of a newer Patchbay: told, and not touched', async () => {
  const { at, text } = await sealed();
  using _ = at;
  writeFileSync(at.path, `${text}${' '.repeat(1024 * 1024)}`);
  expect(at.vault().mode()).toMatchObject({ problem: { kind: 'vault-altered', detail: 'it is larger than a vault can be' } });
  writeFileSync(at.path, text.replace('"version":1', '"version":2'));
  expect(at.vault().mode()).toMatchObject({ problem: { kind: 'conflict', next: 'Start the newer Patchbay again.' } });
  rmSync(at.path);
  mkdirSync(at.path);
  expect(at.vault().mode()).toMatchObject({ problem: { kind: 'file', path: at.path } });
  expect(existsSync(at.path)).toBe(true);
});

test('more than fits is refused, and what was there stays', async () => {
  using at = place();
  const vault = at.vault();
  const put = (n: number) => vault.set(`cred${String(n).padStart(8, '0')}`, 'password', 'x'.repeat(4096));
  for (let n = 0; n < 185; n++) await must(put(n));
  await must(vault.choose('passphrase', GOOD));
  let kept = 185;
  let answer = await put(kept);
  for (; answer.ok && kept < 250; answer = await put(kept)) kept += 1;
  expect(answer).toMatchObject({ problem: { kind: 'conflict', detail: 'The vault is full' } });
  expect(Object.keys(vault.holds())).toHaveLength(kept);
  await must(vault.set('cred00000001', 'password', null));
  expect((await put(kept)).ok).toBe(true);
});
