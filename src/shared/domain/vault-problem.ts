import { z } from 'zod';
import type { Explanation, Remedy } from './problem.ts';
import { assertNever } from './result.ts';

const Text = z.string().max(4000);

/** What can be wrong with credentials and the vault. Part of the union in problem.ts. */
export const vaultProblems = [
  z.object({ kind: z.literal('vault-locked'), by: z.enum(['passphrase', 'key-store']) }),
  z.object({ kind: z.literal('vault-passphrase-wrong') }),
  z.object({ kind: z.literal('vault-altered'), path: Text, detail: Text, backup: Text.nullable() }),
  z.object({ kind: z.literal('vault-key-lost'), detail: Text, hasPassphrase: z.boolean() }),
  z.object({ kind: z.literal('key-store-unavailable'), detail: Text }),
  z.object({ kind: z.literal('passphrase-wrong'), path: Text }),
  z.object({ kind: z.literal('credential-missing'), user: Text }),
] as const;

export type VaultProblem = z.infer<(typeof vaultProblems)[number]>;

const KEPT = 'Nothing was changed. The vault is kept as it is.';

export function explainVault(problem: VaultProblem): Explanation {
  const say = (title: string, did: string, next: string, remedy: Remedy, detail: readonly string[] = []): Explanation => ({
    title,
    did,
    next,
    remedy,
    tone: problem.kind === 'vault-locked' ? 'warn' : 'bad',
    detail,
  });
  switch (problem.kind) {
    case 'vault-locked':
      return say(
        'The vault is locked',
        'No secret was read from it, and no host was contacted for this.',
        problem.by === 'passphrase' ? 'Unlock it with its passphrase.' : 'Unlock it: the key store is then asked for its key.',
        'unlock-vault',
      );
    case 'vault-passphrase-wrong':
      return say('Wrong passphrase', `${KEPT} Another try can be made at once.`, 'Enter the passphrase again.', 'unlock-vault');
    case 'vault-altered':
      return say(
        `The vault was altered or is damaged: ${problem.path}`,
        'Nothing of it was used, and it was not overwritten.',
        problem.backup === null
          ? 'There is no backup beside it. Start anew: the file is set aside, and secrets are entered again.'
          : `Restore the backup ${problem.backup}, or start anew. Either way the file is set aside, not deleted.`,
        'none',
        [problem.detail],
      );
    case 'vault-key-lost':
      return say(
        'The key store no longer opens the vault',
        KEPT,
        problem.hasPassphrase
          ? 'Unlock it with its passphrase, then choose the key store again.'
          : 'Unlock the key store of the desktop and try again. If its key is gone for good, start anew: the file is set aside, and secrets are entered again.',
        problem.hasPassphrase ? 'unlock-vault' : 'none',
        problem.detail === '' ? [] : [problem.detail],
      );
    case 'key-store-unavailable':
      return say('There is no key store to seal the vault', 'Nothing was written.', 'Choose a passphrase in its place.', 'none', [
        problem.detail,
      ]);
    case 'passphrase-wrong':
      return say(
        `Wrong passphrase for the key ${problem.path}`,
        'The key was not opened, and nothing was sent.',
        'Enter the passphrase again.',
        'enter-secret',
      );
    case 'credential-missing':
      return say(
        `The credential of ${problem.user} is no longer there`,
        'The host was not contacted.',
        'Choose another credential for it, or a way of signing in of its own.',
        'edit-host',
      );
    default:
      return assertNever(problem);
  }
}
