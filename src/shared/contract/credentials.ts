import { z } from 'zod';
import { Credential, CredentialDraft, SecretKind, VaultMode } from '../domain/credential.ts';
import { CredentialId, HostId } from '../domain/host.ts';
import { Problem } from '../domain/problem.ts';
import { call } from './call.ts';

const Text = z.string().max(4000);
const Nothing = z.object({});
/** Goes in and never comes out: no call answers with one, and none is quoted in a problem. */
const SecretValue = z.string().min(1).max(4096);
/** Any words will do; what keeps a guesser out is the length. */
export const NewPassphrase = z.string().min(10, 'at least 10 characters').max(1024);
export const Passphrase = z.string().min(1).max(1024);

/** One row of the list of credentials. */
export const CredentialRow = Credential.extend({
  /** Which secrets the vault holds for it; known also while it is locked. */
  holds: z.array(SecretKind),
  /** Hosts that use it for themselves or for a hop. */
  hosts: z.array(z.object({ id: HostId, name: Text })),
});
export type CredentialRow = z.infer<typeof CredentialRow>;

export const VaultStatus = z.object({
  mode: VaultMode,
  /** In mode "none" there is nothing to lock. */
  locked: z.boolean(),
  /** What keeps it from being used: altered, unreadable. Its mode is then not known. */
  problem: Problem.nullable(),
  keyStore: z.object({ available: z.boolean(), why: Text.nullable() }),
  /** Sealed by a key store, it may have a passphrase as the second way in. */
  hasPassphrase: z.boolean(),
  autoLockMinutes: z.int(),
  /** Secrets in it. */
  holds: z.int(),
});
export type VaultStatus = z.infer<typeof VaultStatus>;

export const credentialCalls = {
  'credentials.list': call(Nothing, z.array(CredentialRow)),
  'credentials.add': call(CredentialDraft, Credential),
  'credentials.edit': call(z.object({ id: CredentialId, draft: CredentialDraft }), Credential),
  /** Refused while hosts use it, unless another takes its place. Its secrets are forgotten. */
  'credentials.remove': call(z.object({ id: CredentialId, instead: CredentialId.nullable().default(null) }), z.object({ moved: z.int() })),
  'credentials.setSecret': call(z.object({ id: CredentialId, secret: SecretKind, value: SecretValue }), Nothing),
  'credentials.forgetSecret': call(z.object({ id: CredentialId, secret: SecretKind }), Nothing),

  'vault.status': call(Nothing, VaultStatus),
  /** Where secrets are kept from now on; they move along. With "key-store" the passphrase is the second way in, and may be left out. */
  'vault.choose': call(z.object({ mode: VaultMode, passphrase: NewPassphrase.nullable().default(null) }), Nothing),
  /** Without a passphrase the key store is asked. */
  'vault.unlock': call(z.object({ passphrase: Passphrase.nullable().default(null) }), Nothing),
  /** In every process that uses this data folder. Secrets that were entered for hosts are forgotten here, too. */
  'vault.lock': call(Nothing, Nothing),
  'vault.changePassphrase': call(z.object({ current: Passphrase, next: NewPassphrase }), Nothing),
  /** Sets the vault's file aside and begins with its backup, or with nothing. Answers what it is called now. */
  'vault.startAnew': call(z.object({ from: z.enum(['empty', 'backup']) }), z.object({ setAside: Text.nullable() })),
} as const;
