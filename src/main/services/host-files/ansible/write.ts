import { stringify } from 'yaml';
import type { Host } from '../../../../shared/domain/host.ts';
import { writeJumps } from '../fields.ts';
import { unusedName, type Written } from '../written.ts';

interface Entry {
  /** inventory_hostname. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly variables: readonly (readonly [name: string, value: string | number | boolean])[];
}

interface Plain {
  readonly entries: readonly Entry[];
  readonly notes: readonly string[];
}

/**
 * What an inventory of Ansible says of each host. The heading and the tags are groups, so that Ansible can be aimed at
 * them; the patchbay_ variables say again, exactly, what the names of groups and hosts cannot.
 */
function entriesOf(hosts: readonly Host[]): Plain {
  const used = new Set<string>();
  const notes: string[] = [];
  const entries = hosts.map((host): Entry => {
    const name = unusedName(safeHostName(host.name), used);
    const all = variablesOf(host, name);
    const templates = all.filter(([, value]) => isTemplate(value)).map(([variable]) => variable);
    if (templates.length) notes.push(`${host.name}: ${templates.join(', ')} left out, as Ansible would take "{{" for a template.`);
    return { name, groups: groupsOf(host), variables: all.filter(([, value]) => !isTemplate(value)) };
  });
  return { entries, notes };
}

/** What each host is called there, by its id. */
export function inventoryNames(hosts: readonly Host[]): Map<string, string> {
  const used = new Set<string>();
  return new Map(hosts.map((host) => [host.id, unusedName(safeHostName(host.name), used)]));
}

const isTemplate = (value: string | number | boolean): boolean => typeof value === 'string' && /\{[{%#]/.test(value);

/** What neither a range nor a port nor a pattern can be made of. */
const safeHostName = (name: string): string =>
  /^[A-Za-z][A-Za-z0-9.-]*[A-Za-z0-9]$/.test(name)
    ? name
    : name
        .replace(/[^A-Za-z0-9.-]+/g, '-')
        .replace(/^[^A-Za-z]*/, 'host-')
        .replace(/[-.]+$/, '');
const safeGroup = (name: string): string => name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_');
const RESERVED = new Set(['all', 'ungrouped', '']);

function groupsOf(host: Host): string[] {
  const tags = host.tags.map(safeGroup);
  return [...new Set([safeGroup(host.group), ...tags])].filter((name) => !RESERVED.has(name)).toSorted();
}

function variablesOf(host: Host, name: string): Entry['variables'] {
  const variables: (readonly [string, string | number | boolean])[] = [];
  const say = (variable: string, value: string | number | boolean | null): void => {
    if (value !== null && value !== '') variables.push([variable, value]);
  };
  say('ansible_host', host.address);
  if (host.transport === 'local' || host.transport === 'winrm') say('ansible_connection', host.transport);
  if (host.transport === 'winrm') say('ansible_winrm_scheme', host.https ? 'https' : 'http');
  if (host.port !== 22) say('ansible_port', host.port);
  say('ansible_user', host.user);
  if (host.signIn.by === 'key') say('ansible_ssh_private_key_file', host.signIn.path);
  if (host.jumps.length) say('ansible_ssh_common_args', `-o ProxyJump=${writeJumps(host.jumps).replaceAll(' ', ',')}`);
  say('ansible_become', host.elevation === 'sudo');
  say('patchbay_elevation', host.elevation);
  if (name !== host.name) say('patchbay_name', host.name);
  say('patchbay_site', host.site);
  // Said even where empty: else the reader would take them from the groups.
  if (host.group !== '' || host.tags.length) variables.push(['patchbay_group', host.group], ['patchbay_tags', host.tags.join(' ')]);
  say('patchbay_owner', host.owner);
  say('patchbay_exposed', host.exposed === null ? null : host.exposed ? 'yes' : 'no');
  say('patchbay_criticality', host.criticality);
  if (host.ring !== 1) say('patchbay_ring', host.ring);
  say('patchbay_notes', host.notes);
  return variables;
}

/** The groups with the hosts that are in them; each host's variables stand where it is named first. */
function byGroup(entries: readonly Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) for (const group of entry.groups) groups.set(group, [...(groups.get(group) ?? []), entry]);
  return groups;
}

export function writeIni(hosts: readonly Host[]): Written {
  const { entries, notes } = entriesOf(hosts);
  const lines = entries.map(({ name, variables }) => [name, ...variables.map(([key, value]) => `${key}=${iniValue(value)}`)].join(' '));
  for (const [group, members] of byGroup(entries)) lines.push('', `[${group}]`, ...members.map(({ name }) => name));
  return { text: `${lines.join('\n')}\n`, notes };
}

const PLAIN = /^[A-Za-z/_.~][A-Za-z0-9/_.@:~-]*$/;
const LITERALS = new Set(['True', 'False', 'None']);

/** The shell's quotes around a Python string, as Ansible first cuts the line like a shell and then reads the value like Python. */
function iniValue(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || (PLAIN.test(value) && !LITERALS.has(value))) return String(value);
  return `'"${[...value].map(pythonChar).join('')}"'`;
}

function pythonChar(char: string): string {
  if (char === '"' || char === '\\') return `\\${char}`;
  if (/^[ \p{L}\p{N}]$/u.test(char) || /^[!#-&(-~]$/.test(char)) return char;
  const code = char.codePointAt(0)!.toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}

export function writeYaml(hosts: readonly Host[]): Written {
  const { entries, notes } = entriesOf(hosts);
  const children = Object.fromEntries(
    [...byGroup(entries)].map(([group, members]) => [group, { hosts: Object.fromEntries(members.map(({ name }) => [name, {}])) }]),
  );
  const all = { hosts: Object.fromEntries(entries.map(({ name, variables }) => [name, Object.fromEntries(variables)])), children };
  const text = stringify({ all }, { version: '1.1', defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
  return {
    text: text.replace(
      /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
    notes,
  };
}
