import type { Credential, SecretKind } from '../../shared/domain/credential.ts';
import { accountOf } from '../../shared/domain/host.ts';
import type { Host, SignIn } from '../../shared/domain/host.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Session, Watch } from '../transports/transport.ts';
import type { Context } from './context.ts';

/** The one place where a way to a host is opened: with the credentials that it and its hops use, and their secrets at hand. */
export async function openHost(context: Context, host: Host, signal?: AbortSignal, watch?: Watch): Promise<Result<Session>> {
  const way = await wayTo(context, host);
  return way.ok ? context.transports[host.transport].open(way.value, signal, watch) : way;
}

/**
 * The host as a transport takes it: a credential's user and way of signing in stand in place of its own and of its hops'.
 * Fails where a credential is gone, or where a secret is wanted that a locked vault holds.
 */
export async function wayTo(context: Context, host: Host): Promise<Result<Host>> {
  const filled = withCredentials(context, host);
  if (!filled.ok) return filled;
  const needs = needsOf(filled.value).filter((need) => !context.secrets.isEntered(need.secret, need.forWhat));
  const ready = await atHand(context, needs);
  if (!ready.ok) return ready;
  lend(context, host, needs);
  return filled;
}

/** As `wayTo`, where only the names matter. */
export function withCredentials(context: Context, host: Host): Result<Host> {
  const own = credentialOf(context, host);
  if (!own.ok) return own;
  const jumps = [];
  for (const jump of host.jumps) {
    const its = credentialOf(context, jump);
    if (!its.ok) return its;
    jumps.push({ ...jump, ...meansOf(its.value) });
  }
  return ok({ ...host, ...meansOf(own.value), jumps });
}

function credentialOf(
  context: Context,
  one: { readonly user: string; readonly credentialId?: string | null | undefined },
): Result<Credential | null> {
  if (!one.credentialId) return ok(null);
  const credential = context.store.credentials.get(one.credentialId);
  return credential ? ok(credential) : fail({ kind: 'credential-missing', user: one.user });
}

const meansOf = (credential: Credential | null): { user?: string; signIn?: SignIn } =>
  credential ? { user: credential.user, signIn: credential.signIn } : {};

/** A secret that a credential may have to give. */
interface Need {
  readonly credentialId: string;
  readonly secret: SecretKind;
  /** What a transport asks for it under. */
  readonly forWhat: string;
}

function needsOf(host: Host): Need[] {
  const needs: Need[] = [];
  const add = (credentialId: string, signIn: SignIn, account: string): void => {
    if (signIn.by === 'password') needs.push({ credentialId, secret: 'password', forWhat: account });
    if (signIn.by === 'key') needs.push({ credentialId, secret: 'passphrase', forWhat: signIn.path });
  };
  for (const jump of host.jumps) if (jump.credentialId && jump.signIn) add(jump.credentialId, jump.signIn, accountOf(jump));
  if (!host.credentialId) return needs;
  add(host.credentialId, host.signIn, host.id);
  if (host.elevation === 'sudo') needs.push({ credentialId: host.credentialId, secret: 'sudo-password', forWhat: host.id });
  return needs;
}

/** A locked vault is opened only for what it holds; one that cannot be read may hold any of it. */
async function atHand(context: Context, needs: readonly Need[]): Promise<Result<null>> {
  const { vault } = context;
  const holds = vault.holds();
  const wanted = vault.mode().ok ? needs.some((need) => holds[need.credentialId]?.includes(need.secret)) : needs.length > 0;
  return wanted ? vault.ensureOpen() : ok(null);
}

function lend(context: Context, host: Host, needs: readonly Need[]): void {
  const { secrets, vault } = context;
  for (const secret of ['password', 'sudo-password'] as const) secrets.lend(secret, host.id, null);
  const holds = vault.holds();
  // Of two credentials with the same key file, the one that has its passphrase gives it.
  for (const need of needs) if (holds[need.credentialId]?.includes(need.secret)) secrets.lend(need.secret, need.forWhat, need.credentialId);
}

/** What a secret of this host is kept under. `asked` is what a problem called it; a host's own account where it is missing. */
export function secretNames(host: Host, secret: SecretKind, asked: string | undefined): string[] {
  if (secret === 'sudo-password') return [host.id];
  if (secret === 'password') return host.jumps.some((jump) => jump.signIn && accountOf(jump) === asked) ? [asked!] : [host.id];
  const paths = [host.signIn, ...host.jumps.map((jump) => jump.signIn)].flatMap((one) => (one?.by === 'key' ? [one.path] : []));
  return asked === undefined ? paths : paths.filter((path) => path === asked);
}

/** A secret that was refused once is not tried again by itself: the account would be locked. */
export function forgetRefusedSecret(context: Context, host: Host, problem: Problem): void {
  if (problem.kind === 'sudo-password-wrong') context.secrets.forget('sudo-password', host.id);
  if (problem.kind === 'key-unreadable' || problem.kind === 'passphrase-wrong') context.secrets.forget('passphrase', problem.path);
  if (problem.kind !== 'sign-in-refused') return;
  const filled = withCredentials(context, host);
  const refused = (one: { user: string; address: string }): boolean => one.user === problem.user && one.address === problem.address;
  const hops = filled.ok ? filled.value.jumps.filter((jump) => jump.signIn && refused(jump)) : [];
  for (const hop of hops) context.secrets.forget('password', accountOf(hop));
  if (!hops.length) context.secrets.forget('password', host.id);
}

/** The vault was locked while the way was open: that is what is missing, and not another password. */
export function lockedMeanwhile(context: Context, host: Host, problem: Problem): Problem {
  const shares = host.credentialId !== null || host.jumps.some((jump) => jump.credentialId);
  if (problem.kind !== 'secret-needed' || !shares || !context.vault.isLocked()) return problem;
  const mode = context.vault.mode();
  return { kind: 'vault-locked', by: mode.ok && mode.value === 'key-store' ? 'key-store' : 'passphrase' };
}
