import { HostDraft, type HostDraftInput, type Jump, type SignIn } from '../../../shared/domain/host.ts';
import { wordOf } from './issue-words.ts';

export type SignInBy = SignIn['by'];

export interface JumpFields {
  readonly address: string;
  readonly port: string;
  readonly user: string;
  readonly signInBy: SignInBy | 'host';
  readonly keyPath: string;
  /** Empty for none. */
  readonly credentialId: string;
}

/** The form as typed: text everywhere, so that nothing typed is lost to a conversion. */
export interface HostFields {
  readonly name: string;
  readonly transport: HostDraft['transport'];
  readonly address: string;
  readonly port: string;
  /** WinRM only. */
  readonly https: boolean;
  readonly user: string;
  /** Empty where the host has a user and a way of signing in of its own. */
  readonly credentialId: string;
  readonly signInBy: SignInBy;
  readonly keyPath: string;
  readonly elevation: HostDraft['elevation'];
  readonly jumps: readonly JumpFields[];
  readonly site: string;
  readonly group: string;
  readonly owner: string;
  readonly exposed: 'yes' | 'no' | 'unknown';
  readonly criticality: 'low' | 'medium' | 'high' | 'unknown';
  readonly tags: string;
  readonly ring: string;
  readonly notes: string;
}

export const emptyJump: JumpFields = { address: '', port: '22', user: '', signInBy: 'host', keyPath: '', credentialId: '' };

export function fieldsOf(draft: Partial<HostDraftInput>): HostFields {
  return {
    name: draft.name ?? '',
    transport: draft.transport ?? 'ssh',
    address: draft.address ?? '',
    port: String(draft.port ?? 22),
    https: draft.https ?? false,
    user: draft.user ?? '',
    credentialId: draft.credentialId ?? '',
    signInBy: draft.signIn?.by ?? 'agent',
    keyPath: draft.signIn?.by === 'key' ? draft.signIn.path : '',
    elevation: draft.elevation ?? 'sudo',
    jumps: (draft.jumps ?? []).map(jumpFields),
    site: draft.site ?? '',
    group: draft.group ?? '',
    owner: draft.owner ?? '',
    exposed: draft.exposed === true ? 'yes' : draft.exposed === false ? 'no' : 'unknown',
    criticality: draft.criticality ?? 'unknown',
    tags: (draft.tags ?? []).join(' '),
    ring: String(draft.ring ?? 1),
    notes: draft.notes ?? '',
  };
}

const jumpFields = (jump: Jump): JumpFields => ({
  address: jump.address,
  port: String(jump.port),
  user: jump.user,
  signInBy: jump.signIn?.by ?? 'host',
  keyPath: jump.signIn?.by === 'key' ? jump.signIn.path : '',
  credentialId: jump.credentialId ?? '',
});

/** "22" is 22; anything that is no whole number stays wrong, so that the schema says so. */
const whole = (text: string): number => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN);
const signIn = (by: SignInBy, path: string): SignIn => (by === 'key' ? { by, path: path.trim() } : { by });

/** What a change of the way brings with it: WinRM has ports of its own, and its account is an administrator already. */
export function withTransport(fields: HostFields, transport: HostFields['transport'], https = fields.https): Partial<HostFields> {
  const usual = ['', '22', '5985', '5986'].includes(fields.port.trim());
  const port = transport === 'winrm' ? (https ? '5986' : '5985') : '22';
  const elevation = transport === 'winrm' ? ({ elevation: 'root' } as const) : {};
  return { transport, https, ...(usual && { port }), ...elevation };
}

export type Errors = Readonly<Record<string, string>>;

/** Read by the same schema as the engine's; errors are named by the field's path ("jumps.0.user"). */
export function readFields(fields: HostFields): { readonly draft: HostDraft | null; readonly errors: Errors } {
  const local = fields.transport === 'local';
  const winrm = fields.transport === 'winrm';
  const parsed = HostDraft.safeParse({
    name: fields.name,
    transport: fields.transport,
    address: local ? 'localhost' : fields.address.trim(),
    port: local ? 22 : whole(fields.port),
    ...(winrm && { https: fields.https }),
    user: fields.user.trim(),
    credentialId: local ? null : fields.credentialId || null,
    signIn: local ? { by: 'agent' } : winrm ? { by: 'password' } : signIn(fields.signInBy, fields.keyPath),
    elevation: fields.elevation,
    jumps:
      local || winrm
        ? []
        : fields.jumps.map((jump) => ({
            address: jump.address.trim(),
            port: whole(jump.port),
            user: jump.user.trim(),
            ...(jump.credentialId ? { credentialId: jump.credentialId } : {}),
            ...(jump.signInBy === 'host' ? {} : { signIn: signIn(jump.signInBy, jump.keyPath) }),
          })),
    site: fields.site,
    group: fields.group,
    owner: fields.owner,
    exposed: fields.exposed === 'unknown' ? null : fields.exposed === 'yes',
    criticality: fields.criticality === 'unknown' ? null : fields.criticality,
    tags: fields.tags.split(/\s+/).filter(Boolean),
    ring: whole(fields.ring),
    notes: fields.notes,
  });
  if (parsed.success) return { draft: parsed.data, errors: {} };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const path = issue.path.join('.');
    errors[path] ??= wordOf(issue);
    const [first] = issue.path;
    if (first === 'tags') errors['tags'] ??= wordOf(issue);
  }
  return { draft: null, errors };
}
