import type { ImportRow } from '../../../shared/contract/contract.ts';
import { HostDraft, type HostDraftInput, type Jump, type SignIn } from '../../../shared/domain/host.ts';
import { holdsFor, readConfig, settingsOf, type Config, type IncludeReader, type NamedHost } from './blocks.ts';
import { isSet, needsOpenssh } from './needs-openssh.ts';

/** What ssh would take from its surroundings where the file says nothing. */
export interface Surroundings {
  readonly user: string;
  readonly home: string;
}

export type DraftRow = Pick<ImportRow, 'line' | 'alias' | 'draft' | 'notes'> & {
  /** What the file itself says of the host; the rest is what ssh takes where nothing is said. */
  readonly states?: readonly (keyof HostDraft)[];
};

const MOST_HOSTS = 1000;
/** More hops than a host can have here: whoever chains more gets a note. */
const MOST_HOPS = 8;

/** Pure: an ssh_config becomes rows to choose from. Names with wildcards are defaults for others, not hosts. */
export function draftsFrom(text: string, include: IncludeReader, around: Surroundings): DraftRow[] {
  const config = readConfig(text, include);
  const seen = new Set<string>();
  const named = config.hosts.filter(({ alias }) => !seen.has(alias) && seen.add(alias));
  const hosts = named.slice(0, MOST_HOSTS);
  const rows = hosts.map((host) => rowOf(config, host, around));
  const unread = config.unread.map(({ line, text: alias, why }) => ({
    line,
    alias,
    draft: null,
    notes: [`Line ${line} was not read: ${why}.`],
  }));
  const next = named[MOST_HOSTS];
  const many = next
    ? [{ line: next.line, alias: next.alias, draft: null, notes: [`More than ${MOST_HOSTS} hosts: the rest was not read.`] }]
    : [];
  return [...rows, ...many, ...unread];
}

function rowOf(config: Config, host: NamedHost, around: Surroundings): DraftRow {
  const settings = new Settings(config, host.alias, around);
  const way = jumpsOf(config, host.alias, around, []);
  const needs = [
    ...needsOpenssh((keyword) => settings.first(keyword)),
    ...(way.byProgram ? ['ProxyCommand'] : []),
    ...(config.unjudged.some((conditions) => holdsFor(conditions, host.alias)) ? ['Match'] : []),
  ];
  const openssh = needs.length > 0;
  const notes = [
    ...(host.file ? [`From ${host.file}.`] : []),
    ...(openssh ? [`Through the system's ssh, which follows ${[...new Set(needs)].join(', ')}.`] : [...settings.notes(), ...way.notes]),
  ];
  const input: HostDraftInput = {
    name: host.alias,
    // By its alias, so that the configuration holds; what it says of port and jump hosts is left to it.
    transport: openssh ? 'openssh' : 'ssh',
    address: openssh ? host.alias : settings.address,
    port: openssh ? 22 : settings.port,
    user: settings.user,
    signIn: openssh ? { by: 'agent' } : settings.signIn,
    // A hop is signed in to as the host is, unless it has means of its own.
    jumps: (openssh ? [] : way.jumps).map(({ signIn, ...jump }) =>
      JSON.stringify(signIn) === JSON.stringify(settings.signIn) ? jump : { ...jump, signIn },
    ),
    elevation: settings.user === 'root' ? 'root' : 'sudo',
  };
  const draft = HostDraft.safeParse(input);
  if (draft.success) return { line: host.line, alias: host.alias, draft: draft.data, notes, states: settings.states() };
  return {
    line: host.line,
    alias: host.alias,
    draft: null,
    notes: [...notes, ...draft.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)],
  };
}

/** The values that ssh would use for one alias. */
class Settings {
  readonly #all: Map<string, (readonly string[])[]>;
  readonly #alias: string;
  readonly #around: Surroundings;

  constructor(config: Config, alias: string, around: Surroundings) {
    this.#all = settingsOf(config, alias);
    this.#alias = alias;
    this.#around = around;
  }

  first(keyword: string): string | undefined {
    return this.#all.get(keyword)?.[0]?.join(' ');
  }

  /** %h in HostName is the name as it was given (ssh_config(5), HostName). */
  get address(): string {
    return (this.first('hostname') ?? this.#alias).replaceAll('%h', this.#alias).replaceAll('%%', '%');
  }

  get port(): number {
    return Number(this.first('port') ?? 22);
  }

  get user(): string {
    return this.first('user') ?? this.#around.user;
  }

  get signIn(): SignIn {
    const file = this.#identityFiles()[0];
    if (this.first('pubkeyauthentication')?.toLowerCase() === 'no') return { by: 'password' };
    return file === undefined ? { by: 'agent' } : { by: 'key', path: this.#expand(file) };
  }

  /** A ProxyJump of "none" says something, too: that nothing is in between. */
  states(): (keyof HostDraft)[] {
    const fields = {
      hostname: 'address',
      port: 'port',
      user: 'user',
      identityfile: 'signIn',
      pubkeyauthentication: 'signIn',
      proxyjump: 'jumps',
      proxycommand: 'jumps',
    } as const;
    const keywords = Object.keys(fields) as (keyof typeof fields)[];
    return [...new Set(keywords.filter((keyword) => this.#all.has(keyword)).map((keyword) => fields[keyword]))];
  }

  notes(): string[] {
    const files = this.#identityFiles();
    return files.length > 1 ? [`Only the first of ${files.length} IdentityFiles is used.`] : [];
  }

  #identityFiles(): string[] {
    return (this.#all.get('identityfile') ?? []).map((values) => values.join(' ')).filter(isSet);
  }

  /** The tokens of ssh_config(5), IdentityFile, that make sense here. */
  #expand(path: string): string {
    const tokens: Record<string, string> = {
      '%d': this.#around.home,
      '%h': this.address,
      '%r': this.user,
      '%u': this.#around.user,
      '%n': this.#alias,
      '%p': String(this.port),
      '%%': '%',
    };
    return path.replace(/^~(?=\/)/, this.#around.home).replace(/%[dhrunp%]/g, (token) => tokens[token] ?? token);
  }
}

interface Way {
  readonly jumps: Jump[];
  readonly notes: string[];
  /** A ProxyCommand that is more than another way of writing ProxyJump. */
  readonly byProgram?: boolean;
}

/**
 * The jump hosts in front of an alias. ssh takes ProxyJump or ProxyCommand, whichever it meets first; each hop is an
 * alias of its own, and the first of them may have jump hosts before it.
 */
function jumpsOf(config: Config, alias: string, around: Surroundings, behind: readonly string[]): Way {
  const proxy = firstProxy(config, alias);
  if (proxy === null) return { jumps: [], notes: [] };
  const hops = proxy.keyword === 'proxyjump' ? proxy.value.split(',').map((hop) => hop.trim()) : hopOfCommand(proxy.value);
  if (hops === null) return { jumps: [], notes: [], byProgram: true };
  if (behind.length + hops.length > MOST_HOPS)
    return { jumps: [], notes: [`ProxyJump leads through more than ${MOST_HOPS} hosts; it was left out.`] };
  const first = parseHop(hops[0] ?? '')?.name ?? '';
  if ([...behind, alias].includes(first)) return { jumps: [], notes: [`ProxyJump of ${alias} leads in a circle; it was left out.`] };
  const before: Way = first === '' ? { jumps: [], notes: [] } : jumpsOf(config, first, around, [...behind, alias]);
  const parsed = hops.map((hop) => jumpOf(config, hop, around));
  const jumps = [...before.jumps, ...parsed.filter((jump) => jump !== null)];
  const bad = hops.filter((_, index) => parsed[index] === null).map(() => 'A hop of ProxyJump cannot be read; it was left out.');
  return { jumps, notes: [...before.notes, ...bad], byProgram: before.byProgram === true };
}

function firstProxy(config: Config, alias: string): { readonly keyword: 'proxyjump' | 'proxycommand'; readonly value: string } | null {
  for (const [keyword, all] of settingsOf(config, alias)) {
    if (keyword !== 'proxyjump' && keyword !== 'proxycommand') continue;
    const value = (all[0] ?? []).join(' ');
    return isSet(value) ? { keyword, value } : null;
  }
  return null;
}

/** The old way of writing ProxyJump, and nothing more clever. Null: some other program. */
function hopOfCommand(command: string): string[] | null {
  const hop = /^(?:\/usr\/bin\/)?ssh (?:-q )?(?:-W %h:%p (?:-q )?([^\s-]\S*)|([^\s-]\S*) -W %h:%p)$/.exec(
    command.replaceAll('"', '').replace(/^exec /, ''),
  );
  return hop ? [hop[1] ?? hop[2] ?? ''] : null;
}

/** [user@]host[:port] or ssh://[user@]host[:port] (ssh_config(5), ProxyJump); an IPv6 address stands in brackets. */
function parseHop(hop: string): { readonly user?: string; readonly name: string; readonly port?: number } | null {
  const found = /^(?:ssh:\/\/)?(?:(.+)@)?(?:\[([^\]]+)\]|([^:@/]+))(?::(\d{1,5}))?\/?$/.exec(hop);
  if (!found) return null;
  const [, user, bracketed, plain, port] = found;
  return { name: bracketed ?? plain ?? '', ...(user !== undefined && { user }), ...(port !== undefined && { port: Number(port) }) };
}

function jumpOf(config: Config, hop: string, around: Surroundings): Jump | null {
  const parsed = parseHop(hop);
  if (!parsed) return null;
  const settings = new Settings(config, parsed.name, around);
  return { address: settings.address, port: parsed.port ?? settings.port, user: parsed.user ?? settings.user, signIn: settings.signIn };
}
