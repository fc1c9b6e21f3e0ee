import type { VaultStatus } from '../../shared/contract/credentials.ts';
import type { Credential, CredentialDraft, SecretKind, VaultMode } from '../../shared/domain/credential.ts';
import { refuse, type World } from './world.ts';

/** A vault of made-up secrets. Its passphrase is whatever was chosen; `altered` is what a damaged file looks like. */
export class FakeCredentials {
  readonly #world: World;
  readonly #minutes: () => number;
  #rows: Credential[] = [];
  readonly #holds = new Map<string, Set<SecretKind>>();
  #mode: VaultMode = 'none';
  #locked = false;
  #passphrase: string | null = null;
  #problem: VaultStatus['problem'];

  constructor(world: World, minutes: () => number, altered: boolean) {
    this.#world = world;
    this.#minutes = minutes;
    const path = '~/.local/share/patchbay/vault.json';
    this.#problem = altered ? { kind: 'vault-altered', path, detail: 'its checksum does not fit', backup: `${path}.bak` } : null;
    if (world.hosts.length > 0) this.#seed();
  }

  #seed(): void {
    const shop = this.add({ name: 'shop', user: 'deploy', signIn: { by: 'password' } });
    this.add({ name: 'office', user: 'ops', signIn: { by: 'key', path: '~/.ssh/office' } });
    this.#holds.set(shop.id, new Set(['password']));
    for (const fake of this.#world.hosts.slice(0, 2)) {
      fake.host = { ...fake.host, credentialId: shop.id };
      fake.row = { ...fake.row, host: fake.host };
    }
  }

  list() {
    const hosts = this.#world.hosts.filter((fake) => !fake.removed).map((fake) => fake.host);
    return this.#rows.map((row) => ({
      ...row,
      holds: [...(this.#holds.get(row.id) ?? [])],
      hosts: hosts.filter((host) => host.credentialId === row.id).map(({ id, name }) => ({ id, name })),
    }));
  }

  add(draft: CredentialDraft): Credential {
    if (this.#rows.some((row) => row.name === draft.name))
      refuse({ kind: 'invalid-input', issues: [{ path: 'name', message: `${draft.name} is there already` }] });
    const row = { ...draft, id: `cred${String(this.#rows.length + 1).padStart(8, '0')}`, createdAt: new Date().toISOString() };
    this.#rows.push(row);
    this.#world.change('credentials');
    return row;
  }

  edit({ id, draft }: { id: string; draft: CredentialDraft }): Credential {
    const row = { ...this.#find(id), ...draft };
    this.#rows = this.#rows.map((each) => (each.id === id ? row : each));
    this.#world.change('credentials', id);
    return row;
  }

  remove({ id, instead }: { id: string; instead: string | null }) {
    this.#open();
    const users = this.#world.hosts.filter((fake) => fake.host.credentialId === id);
    if (users.length > 0 && instead === null) refuse({ kind: 'conflict', detail: 'Hosts use it', next: 'Name another.' });
    for (const fake of users) fake.host = { ...fake.host, credentialId: instead };
    this.#rows = this.#rows.filter((each) => each.id !== id);
    this.#world.change('credentials');
    return { moved: users.length };
  }

  setSecret({ id, secret }: { id: string; secret: SecretKind }) {
    this.#open();
    this.#holds.set(id, new Set([...(this.#holds.get(this.#find(id).id) ?? []), secret]));
    this.#world.change('credentials', id);
    return {};
  }

  forgetSecret({ id, secret }: { id: string; secret: SecretKind }) {
    this.#open();
    this.#holds.get(id)?.delete(secret);
    this.#world.change('credentials', id);
    return {};
  }

  status(): VaultStatus {
    return {
      mode: this.#mode,
      locked: this.#locked,
      problem: this.#problem,
      keyStore: { available: false, why: 'there is no desktop session here' },
      hasPassphrase: this.#passphrase !== null,
      autoLockMinutes: this.#minutes(),
      holds: [...this.#holds.values()].reduce((sum, kinds) => sum + kinds.size, 0),
    };
  }

  choose({ mode, passphrase }: { mode: VaultMode; passphrase: string | null }) {
    this.#open();
    if (mode === 'key-store') refuse({ kind: 'key-store-unavailable', detail: 'there is no desktop session here' });
    this.#mode = mode;
    this.#passphrase = passphrase;
    return this.#changed();
  }

  unlock({ passphrase }: { passphrase: string | null }) {
    if (passphrase !== this.#passphrase) refuse({ kind: 'vault-passphrase-wrong' });
    this.#locked = false;
    for (const fake of this.#world.hosts) if (fake.trouble?.kind === 'vault-locked') fake.trouble = null;
    return this.#changed();
  }

  lock() {
    this.#locked = this.#mode !== 'none';
    return this.#changed();
  }

  changePassphrase({ current, next }: { current: string; next: string }) {
    if (current !== this.#passphrase) refuse({ kind: 'vault-passphrase-wrong' });
    this.#passphrase = next;
    return this.#changed();
  }

  startAnew() {
    this.#problem = null;
    this.#changed();
    return { setAside: '~/.local/share/patchbay/vault.json.aside-1' };
  }

  #find(id: string): Credential {
    return this.#rows.find((row) => row.id === id) ?? refuse({ kind: 'not-found', what: 'credential' });
  }

  #open(): void {
    if (this.#locked) refuse({ kind: 'vault-locked', by: 'passphrase' });
  }

  #changed(): Record<string, never> {
    this.#world.change('vault');
    return {};
  }
}

/** The calls that it answers. */
export const credentialAnswers = (fake: FakeCredentials) => ({
  'credentials.list': () => fake.list(),
  'credentials.add': (draft: CredentialDraft) => fake.add(draft),
  'credentials.edit': (input: never) => fake.edit(input),
  'credentials.remove': (input: never) => fake.remove(input),
  'credentials.setSecret': (input: never) => fake.setSecret(input),
  'credentials.forgetSecret': (input: never) => fake.forgetSecret(input),
  'vault.status': () => fake.status(),
  'vault.choose': (input: never) => fake.choose(input),
  'vault.unlock': (input: never) => fake.unlock(input),
  'vault.lock': () => fake.lock(),
  'vault.changePassphrase': (input: never) => fake.changePassphrase(input),
  'vault.startAnew': () => fake.startAnew(),
});
