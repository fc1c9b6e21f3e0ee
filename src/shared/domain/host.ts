import { z } from 'zod';

export const HostId = z.string().regex(/^[a-z0-9]{8,32}$/);
export type HostId = z.infer<typeof HostId>;

/** A host name, IPv4 or IPv6 address. Never begins with "-", so that no program can take it for an option. */
export const Address = z
  .string()
  .min(1)
  .max(253)
  .regex(/^[A-Za-z0-9_:][A-Za-z0-9_.:%-]*$/, 'letters, digits, dots, colons and dashes; not beginning with a dash');
export const Port = z.int().min(1).max(65_535);
export const UserName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@\\-]*\$?$/, 'letters, digits, dots, dashes and underscores; not beginning with a dash');
export const Tag = z
  .string()
  .min(1)
  .max(40)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.:-]*$/u, 'one word of letters, digits, dots, colons and dashes');

export const SignIn = z.discriminatedUnion('by', [
  z.object({ by: z.literal('agent') }),
  z.object({ by: z.literal('key'), path: z.string().min(1).max(4096) }),
  z.object({ by: z.literal('password') }),
]);
export type SignIn = z.infer<typeof SignIn>;

export const CredentialId = z.string().regex(/^[a-z0-9]{8,32}$/);
export type CredentialId = z.infer<typeof CredentialId>;

/** One hop on the way to a host. A hop is signed in to with the host's own means unless it has its own. */
export const Jump = z.object({
  address: Address,
  port: Port,
  user: UserName,
  signIn: SignIn.optional(),
  credentialId: CredentialId.nullable().optional(),
});
export type Jump = z.infer<typeof Jump>;

/** An account as a person is asked for its password, and as a hop's own password is kept. */
export const accountOf = ({ user, address, port }: { readonly user: string; readonly address: string; readonly port: number }): string =>
  `${user} on ${address}${port === 22 ? '' : ` port ${port}`}`;

/**
 * How administrator rights are gained. "wrapper": sudo for one root-owned program that runs only what its list has
 * (docs/decisions/0007). "none" still scans and says what it cannot see.
 */
export const Elevation = z.enum(['root', 'sudo', 'wrapper', 'none']);
export type Elevation = z.infer<typeof Elevation>;

/** A group, site or owner: short words on one line; empty where nobody said. */
export const Label = z
  .string()
  .trim()
  .max(80)
  .regex(/^[^\p{C}]*$/u, 'no control characters');

export const Criticality = z.enum(['low', 'medium', 'high']);
export type Criticality = z.infer<typeof Criticality>;

export const HostDraft = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .regex(/^[^\p{C}]+$/u, 'no control characters'),
  /** "ssh": Patchbay's own. "openssh": the system's `ssh` with the user's own configuration. "winrm": a Windows host. */
  transport: z.enum(['ssh', 'openssh', 'local', 'winrm']),
  address: Address,
  port: Port.default(22),
  /** WinRM in TLS (port 5986 as a rule); without it every message is sealed (port 5985). No other transport looks at it. */
  https: z.boolean().optional(),
  user: UserName,
  signIn: SignIn,
  /** A credential that is shared with other hosts; its user and way of signing in then take the place of these. */
  credentialId: CredentialId.nullable().default(null),
  jumps: z.array(Jump).max(4).default([]),
  elevation: Elevation,
  /** The place or customer that the host belongs to. */
  site: Label.default(''),
  /** The one heading under which lists show the host; for anything more there are tags. */
  group: Label.default(''),
  owner: Label.default(''),
  /** Whether its services can be reached from the public internet: the shop's own answer, null until somebody gave it. */
  exposed: z.boolean().nullable().default(null),
  /** How much the business depends on it; null until somebody said. */
  criticality: Criticality.nullable().default(null),
  tags: z.array(Tag).max(20).default([]),
  /** Hosts are patched ring after ring; ring 0 is the pilot. */
  ring: z.int().min(0).max(9).default(1),
  notes: z.string().max(2000).default(''),
});
export type HostDraft = z.infer<typeof HostDraft>;
export type HostDraftInput = z.input<typeof HostDraft>;

export const Host = HostDraft.extend({ id: HostId, createdAt: z.iso.datetime() });
export type Host = z.infer<typeof Host>;
