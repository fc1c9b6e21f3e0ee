import { z } from 'zod';
import { CredentialId, Label, SignIn, UserName } from './host.ts';

/** What a host may ask for. A passphrase belongs to a key file, the others to an account. */
export const SecretKind = z.enum(['password', 'passphrase', 'sudo-password']);
export type SecretKind = z.infer<typeof SecretKind>;

/** A user and a way of signing in, shared by hosts and hops. Its secrets are in the vault, and only there. */
export const CredentialDraft = z.object({ name: Label.min(1), user: UserName, signIn: SignIn });
export type CredentialDraft = z.infer<typeof CredentialDraft>;

export const Credential = CredentialDraft.extend({ id: CredentialId, createdAt: z.iso.datetime() });
export type Credential = z.infer<typeof Credential>;

/** Where secrets are kept: sealed by the system's key store, sealed by a passphrase, or in memory only and asked for each time. */
export const VaultMode = z.enum(['key-store', 'passphrase', 'none']);
export type VaultMode = z.infer<typeof VaultMode>;
