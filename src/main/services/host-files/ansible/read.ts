import { homedir } from 'node:os';
import { Tag, type HostDraftInput } from '../../../../shared/domain/host.ts';
import {
  readCriticality,
  readElevation,
  readTags,
  readWhole,
  readYesNo,
  secretNote,
  type Field,
  type ReadFile,
  type ReadRow,
  type Stated,
} from '../fields.ts';
import { readIni } from './ini.ts';
import type { Group, Inventory, InventoryHost } from './inventory.ts';
import { sshArguments } from './ssh-arguments.ts';
import { NAMES, type Known, type Variables } from './variables.ts';
import { VarsFolders } from './vars-folders.ts';
import type { Value } from './words.ts';
import { readYaml } from './yaml.ts';

/** `file` is null where the text was pasted: then no folder lies beside it. `user` signs in where the inventory names nobody. */
export function readAnsible(kind: 'ansible-ini' | 'ansible-yaml', text: string, file: string | null, user: string): ReadFile {
  const inventory = kind === 'ansible-ini' ? readIni(text) : readYaml(text);
  const folders = file === null ? null : new VarsFolders(file);
  const rows = [...inventory.hosts.values()].map((host) => new HostReader(inventory, folders, host, user).row());
  return { rows: [...rows, ...inventory.errors].sort((a, b) => a.line - b.line), notes: folders?.notes ?? [] };
}

/**
 * What holds for a host, the later the stronger: "all" in the file, groups in the file, group_vars/all, group_vars of the
 * groups, the host in the file, host_vars (Ansible, "Understanding variable precedence", 3 to 10).
 */
export function variablesOfHost(groups: readonly Group[], folders: VarsFolders | null, host: InventoryHost): Variables {
  const all = groups.filter(({ name }) => name === 'all');
  const others = groups.filter(({ name }) => name !== 'all');
  const beside = (group: Group): Variables => folders?.of('group_vars', group.name) ?? new Map<string, Value>();
  const layers = [
    ...[...all, ...others].map((group) => group.variables),
    ...[...all, ...others].map(beside),
    host.variables,
    folders?.of('host_vars', host.name) ?? new Map<string, Value>(),
  ];
  return new Map(layers.flatMap((layer) => [...layer]));
}

const WHY = {
  secret: '',
  vault: 'encrypted with ansible-vault: not read',
  template: 'a template, which is not evaluated',
  shape: 'not a plain value',
} as const;

/** One host of an inventory as a row. Notes name variables and never say what they hold. */
class HostReader {
  readonly #host: InventoryHost;
  readonly #groups: readonly string[];
  readonly #variables: Variables;
  readonly #user: string;
  readonly #notes: string[] = [];
  readonly #wrong: string[] = [];

  constructor(inventory: Inventory, folders: VarsFolders | null, host: InventoryHost, user: string) {
    const groups = inventory.groupsOf(host);
    this.#host = host;
    this.#groups = groups.map(({ name }) => name).filter((name) => name !== 'all' && name !== 'ungrouped');
    this.#variables = variablesOfHost(groups, folders, host);
    this.#user = user;
  }

  row(): ReadRow {
    const { name, line } = this.#host;
    for (const [variable, value] of this.#variables) this.#noteUnread(variable, value);
    const stated: Stated = { ...this.#way(), ...this.#belonging() };
    const draft = this.#draft(stated);
    const alias = name.slice(0, 200);
    if (this.#wrong.length) return { line, alias, draft: null, states: [], notes: [...this.#wrong, ...this.#notes] };
    return { line, alias, draft, states: Object.keys(stated) as Field[], notes: this.#notes };
  }

  #noteUnread(variable: string, value: Value): void {
    if (typeof value !== 'object' || value === null) return;
    this.#notes.push(value.why === 'secret' ? secretNote(variable) : `${variable}: ${WHY[value.why]}.`);
  }

  #text(known: Known): string | undefined {
    const value = NAMES[known].map((name) => this.#variables.get(name)).findLast((one) => one !== undefined && one !== null);
    return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
  }

  #field<F extends Field>(stated: Stated, field: F, known: Known, read: (text: string) => { value: Stated[F] } | { wrong: string }): void {
    const text = this.#text(known);
    if (text === undefined) return;
    const found = read(text);
    if ('wrong' in found) this.#wrong.push(`${NAMES[known].at(-1)}: ${found.wrong}`);
    else stated[field] = found.value;
  }

  /** How the host is reached. */
  #way(): Stated {
    const stated: Stated = {};
    const plain = (text: string) => ({ value: text });
    this.#field(stated, 'address', 'address', plain);
    this.#field(stated, 'user', 'user', plain);
    this.#field(stated, 'port', 'port', readWhole);
    this.#field(stated, 'signIn', 'key', (path) => ({ value: { by: 'key', path: path.replace(/^~(?=\/)/, homedir()) } }));
    const password = ['ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'].some((name) => this.#variables.has(name));
    if (!stated.signIn && password) stated.signIn = { by: 'password' };
    this.#connection(stated);
    this.#elevation(stated);
    this.#jumps(stated);
    return stated;
  }

  #connection(stated: Stated): void {
    const connection = this.#text('connection')?.replace(/^ansible\.builtin\./, '');
    if (connection === undefined || connection === 'smart') return;
    if (connection === 'local') Object.assign(stated, { transport: 'local', address: stated.address ?? 'localhost' } satisfies Stated);
    else if (/^(ssh|openssh|paramiko|paramiko_ssh)$/.test(connection)) stated.transport = 'ssh';
    else if (connection === 'winrm') this.#winrm(stated);
    else this.#wrong.push('ansible_connection: Patchbay reaches hosts by ssh or winrm, or this computer as local');
  }

  /** Its defaults are those of Ansible's own plugin: 5986, and TLS on every port but 5985. */
  #winrm(stated: Stated): void {
    const port = stated.port ?? 5986;
    const scheme = this.#text('scheme') ?? (port === 5985 ? 'http' : 'https');
    Object.assign(stated, {
      transport: 'winrm',
      port,
      https: scheme === 'https',
      signIn: { by: 'password' },
      elevation: 'root',
    } satisfies Stated);
  }

  #elevation(stated: Stated): void {
    this.#field(stated, 'elevation', 'elevation', readElevation);
    const become = this.#text('become');
    if (stated.elevation !== undefined || become === undefined) return;
    const root = (stated.user ?? this.#user) === 'root';
    const wanted = readYesNo(become);
    if ('wrong' in wanted) return void this.#wrong.push(`ansible_become: ${wanted.wrong}`);
    stated.elevation = root ? 'root' : wanted.value ? 'sudo' : 'none';
    if (!wanted.value) return;
    if ((this.#text('becomeMethod') ?? 'sudo').replace(/^ansible\.builtin\./, '') !== 'sudo')
      this.#notes.push('ansible_become_method is not followed: sudo is used.');
    if ((this.#text('becomeUser') ?? 'root') !== 'root') this.#notes.push('ansible_become_user is not followed: rights are those of root.');
  }

  #jumps(stated: Stated): void {
    const text = NAMES.args
      .map((name) => this.#variables.get(name))
      .filter((value) => typeof value === 'string')
      .join(' ');
    if (text.trim() === '') return;
    const { jumps, notes } = sshArguments(text, stated.user ?? this.#user);
    if (jumps !== null) stated.jumps = jumps;
    this.#notes.push(...notes);
  }

  /** What Patchbay alone knows of a host: its place in the shop. */
  #belonging(): Stated {
    const stated: Stated = {};
    const plain = (text: string) => ({ value: text });
    this.#field(stated, 'name', 'name', plain);
    for (const label of ['site', 'owner', 'notes'] as const) this.#field(stated, label, label, plain);
    this.#field(stated, 'exposed', 'exposed', readYesNo);
    this.#field(stated, 'criticality', 'criticality', readCriticality);
    this.#field(stated, 'ring', 'ring', readWhole);
    this.#field(stated, 'group', 'group', plain);
    this.#field(stated, 'tags', 'tags', readTags);
    this.#fromGroups(stated);
    return stated;
  }

  /** The innermost group is the heading; the others are words to find the host by. */
  #fromGroups(stated: Stated): void {
    const heading = stated.group === undefined ? this.#groups.at(-1) : this.#groups.find((name) => name === stated.group);
    if (heading !== undefined && heading.length <= 80) stated.group ??= heading;
    if (stated.tags !== undefined) return;
    const others = this.#groups.filter((name) => name !== stated.group);
    const tags = others.filter((name) => Tag.safeParse(name).success).slice(0, 20);
    if (tags.length) stated.tags = tags;
    if (tags.length < others.length) this.#notes.push(`${others.length - tags.length} of its groups cannot be tags and were left out.`);
  }

  #draft(stated: Stated): HostDraftInput {
    const user = stated.user ?? this.#user;
    return {
      name: this.#host.name,
      transport: 'ssh',
      address: this.#host.name,
      user,
      signIn: { by: 'agent' },
      elevation: user === 'root' ? 'root' : 'sudo',
      ...stated,
    };
  }
}
