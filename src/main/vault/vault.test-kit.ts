import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KeyStore } from './key-store.ts';
import type { VaultOptions } from './options.ts';
import type { FileLock } from './turns.ts';
import { Vault } from './vault.ts';

/** The cheapest scrypt that a vault may have: 16 MiB, some 40 ms. */
export const CHEAP = 2 ** 14;
export const [WEB, DB] = ['credweb00001', 'creddb000001'];

/** A key store in memory; `lose` is what a reinstalled desktop or another user's session is to a vault. */
export function fakeStore(name: KeyStore['name'] = 'secret-service') {
  const kept = new Map<string, Buffer>();
  const state = { unavailable: null as string | null, asked: 0 };
  const store: KeyStore = {
    name,
    unavailable: async () => state.unavailable,
    seal: async (key) => {
      const id = `item${kept.size + 1}-${Math.random()}`;
      kept.set(id, Buffer.from(key));
      return { ok: true, value: id };
    },
    unseal: async (id) => {
      state.asked += 1;
      const key = kept.get(id);
      return key ? { ok: true, value: Buffer.from(key) } : { ok: false, problem: 'no such item' };
    },
    forget: async (id) => void kept.delete(id),
  };
  return { store, state, kept, lose: () => kept.clear() };
}

/** For several vaults of one process; what holds between processes is tested in services. */
function sharedLock(): FileLock {
  let held = false;
  return { tryTake: () => !held && (held = true), release: () => void (held = false) };
}

export function place() {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-vault-'));
  const path = join(folder, 'vault.json');
  const lock = sharedLock();
  const opened: Vault[] = [];
  /** As another process would: it shares nothing but the file. */
  const vault = (options: Partial<VaultOptions> = {}): Vault => {
    const one = new Vault({ path, lock, stores: [], autoLockMinutes: () => 0, scryptN: CHEAP, ...options });
    opened.push(one);
    return one;
  };
  const dispose = (): void => {
    for (const one of opened) one.dispose();
    rmSync(folder, { recursive: true });
  };
  return { folder, path, vault, [Symbol.dispose]: dispose };
}

/** For what must have gone well. */
export async function must<T>(
  answer: Promise<{ readonly ok: boolean; readonly value?: T }> | { readonly ok: boolean; readonly value?: T },
): Promise<T> {
  const got = await answer;
  if (!got.ok) throw new Error(JSON.stringify(got));
  return got.value as T;
}
