import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import type { ByKeyStore, Sealed, WayIn } from './format.ts';
import type { KeyStore } from './key-store.ts';
import { openKey, sealKey } from './seal.ts';

/** What the vault's key is to be sealed by. With both, either opens it. */
export interface SealedBy {
  readonly stores: boolean;
  readonly passphrase: string | null;
}

/** The key under each of these. Every store is asked to give it back before it is relied on. */
export async function makeWaysIn(
  key: Buffer,
  id: string,
  by: SealedBy,
  stores: readonly KeyStore[],
  scryptN: number,
): Promise<Result<WayIn[]>> {
  const ways: WayIn[] = [];
  const refused: string[] = [];
  for (const store of by.stores ? stores : []) {
    const way = await sealIn(store, key);
    if (way.ok) ways.push(way.value);
    else refused.push(way.problem);
  }
  if (by.stores && ways.length === 0) return fail(noStore(refused));
  if (by.passphrase !== null) ways.push(await sealKey(key, id, by.passphrase, scryptN));
  return ok(ways);
}

async function sealIn(store: KeyStore, key: Buffer): Promise<Result<ByKeyStore, string>> {
  const unavailable = await store.unavailable();
  if (unavailable !== null) return { ok: false, problem: unavailable };
  const sealed = await store.seal(key);
  if (!sealed.ok) return sealed;
  const back = await store.unseal(sealed.value);
  if (back.ok && back.value.equals(key)) return ok({ by: 'key-store', store: store.name, sealed: sealed.value });
  return { ok: false, problem: back.ok ? 'it gave back another key' : back.problem };
}

/** Asks the stores that sealed it. Every failure is a reason; none of them changes anything. */
export async function keyFromStores(vault: Sealed, stores: readonly KeyStore[]): Promise<Result<Buffer>> {
  const why: string[] = [];
  for (const way of vault.waysIn) {
    if (way.by !== 'key-store') continue;
    const store = stores.find((one) => one.name === way.store);
    if (!store) {
      why.push(ELSEWHERE[way.store]);
      continue;
    }
    const unavailable = await store.unavailable();
    const key = unavailable === null ? await store.unseal(way.sealed) : { ok: false as const, problem: unavailable };
    if (key.ok) return key;
    why.push(key.problem);
  }
  return fail({ kind: 'vault-key-lost', detail: why.join('; ').slice(0, 1000), hasPassphrase: hasPassphrase(vault) });
}

const ELSEWHERE: Readonly<Record<ByKeyStore['store'], string>> = {
  system: 'it was sealed by the window, whose key store this program cannot ask',
  'secret-service': 'it was sealed by a secret service, and there is none here',
};

export async function keyFromPassphrase(vault: Sealed, passphrase: string): Promise<Result<Buffer>> {
  const way = vault.waysIn.find((one) => one.by === 'passphrase');
  if (!way) return fail({ kind: 'conflict', detail: 'The vault has no passphrase', next: 'It is opened by the key store.' });
  const key = await openKey(way, vault.id, passphrase);
  return key ? ok(key) : fail({ kind: 'vault-passphrase-wrong' });
}

export async function forgetInStores(waysIn: readonly WayIn[], stores: readonly KeyStore[]): Promise<void> {
  for (const way of waysIn) if (way.by === 'key-store') await stores.find((store) => store.name === way.store)?.forget(way.sealed);
}

export const hasPassphrase = (vault: Sealed): boolean => vault.waysIn.some((way) => way.by === 'passphrase');
export const hasKeyStore = (vault: Sealed): boolean => vault.waysIn.some((way) => way.by === 'key-store');

/** Why no store can be used here, or null where one can. */
export async function storeTrouble(stores: readonly KeyStore[]): Promise<string | null> {
  const reasons = [];
  for (const store of stores) {
    const reason = await store.unavailable();
    if (reason === null) return null;
    reasons.push(reason);
  }
  return reasons.join('; ') || NO_STORE;
}

const NO_STORE = 'this program has no key store on this system';
const noStore = (reasons: readonly string[]): Problem => ({
  kind: 'key-store-unavailable',
  detail: (reasons.join('; ') || NO_STORE).slice(0, 1000),
});
