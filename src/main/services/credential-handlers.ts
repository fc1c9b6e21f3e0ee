import type { VaultStatus } from '../../shared/contract/credentials.ts';
import type { VaultMode } from '../../shared/domain/credential.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { addCredential, editCredential, listCredentials, removeCredential, setCredentialSecret } from './credentials.ts';
import type { Driver } from './driver.ts';
import type { Handlers } from './engine.ts';

type CredentialHandlers = Pick<Handlers, Extract<keyof Handlers, `credentials.${string}` | `vault.${string}`>>;

/** Credentials and the vault. What a locked vault held up goes on once it is open. */
export const credentialHandlers = (context: Context, driver: Pick<Driver, 'poke'>): CredentialHandlers => ({
  'credentials.list': () => ok(listCredentials(context)),
  'credentials.add': (draft) => addCredential(context, draft),
  'credentials.edit': ({ id, draft }) => editCredential(context, id, draft),
  'credentials.remove': ({ id, instead }) => removeCredential(context, id, instead),
  'credentials.setSecret': async (input) => {
    const answer = await setCredentialSecret(context, input);
    if (answer.ok) driver.poke();
    return answer;
  },
  'credentials.forgetSecret': ({ id, secret }) => setCredentialSecret(context, { id, secret, value: null }),

  'vault.status': async () => ok(await vaultStatus(context)),
  'vault.choose': async ({ mode, passphrase }) => {
    const done = await context.vault.choose(mode, passphrase);
    const text = `${KEPT[mode]}${mode === 'key-store' && passphrase !== null ? ', and by a passphrase' : ''}`;
    return recorded(context, done, 'vault.chosen', `Secrets of credentials are kept ${text}`);
  },
  'vault.unlock': async ({ passphrase }) => {
    const done = await context.vault.unlock(passphrase);
    // A wrong passphrase is on record as well: somebody tried.
    if (!done.ok && done.problem.kind === 'vault-passphrase-wrong')
      context.store.audit.append({ action: 'vault.refused', text: 'A wrong passphrase was entered for the vault' });
    if (done.ok) driver.poke();
    return recorded(context, done, 'vault.unlocked', 'Vault unlocked');
  },
  'vault.lock': () => {
    context.secrets.forgetAll();
    return recorded(context, context.vault.lock(), 'vault.locked', 'Vault locked; secrets in memory forgotten');
  },
  'vault.changePassphrase': async ({ current, next }) =>
    recorded(context, await context.vault.changePassphrase(current, next), 'vault.passphrase-changed', 'Passphrase of the vault changed'),
  'vault.startAnew': async ({ from }) => {
    const done = await context.vault.startAnew(from);
    if (!done.ok) return done;
    const text = from === 'backup' ? 'Vault restored from its backup' : 'Vault begun anew, with nothing in it';
    recorded(context, done, 'vault.started-anew', text, { setAside: done.value });
    return ok({ setAside: done.value });
  },
});

const KEPT: Readonly<Record<VaultMode, string>> = {
  'key-store': "in a file that is sealed by the system's key store",
  passphrase: 'in a file that is sealed by a passphrase',
  none: 'in memory only',
};

function recorded(
  context: Context,
  done: Result<unknown>,
  action: string,
  text: string,
  details: Readonly<Record<string, unknown>> = {},
): Result<Record<string, never>> {
  if (!done.ok) return fail(done.problem);
  context.store.audit.append({ action, text, details });
  changed(context, 'vault');
  changed(context, 'credentials');
  changed(context, 'history');
  return ok({});
}

async function vaultStatus(context: Context): Promise<VaultStatus> {
  const { vault } = context;
  const [mode, why] = [vault.mode(), await vault.storeTrouble()];
  return {
    mode: mode.ok ? mode.value : 'none',
    locked: vault.isLocked(),
    problem: mode.ok ? null : mode.problem,
    keyStore: { available: why === null, why },
    hasPassphrase: vault.hasPassphrase(),
    autoLockMinutes: context.store.settings.get().autoLockMinutes,
    holds: Object.values(vault.holds()).reduce((sum, kinds) => sum + kinds.length, 0),
  };
}
