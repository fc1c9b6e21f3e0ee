import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readIni } from './ini.ts';
import type { Folder } from './random-inventory.test-kit.ts';
import { variablesOfHost } from './read.ts';
import { setVariable } from './variables.ts';
import { VarsFolders } from './vars-folders.ts';
import type { Value } from './words.ts';
import { readYaml } from './yaml.ts';

export const ANSIBLE = '/usr/bin/ansible-inventory';
export const noAnsible = !existsSync(ANSIBLE);

/** What is compared: of each host its groups, and the variables that Patchbay uses. */
export type Seen = Readonly<Record<string, { readonly groups: readonly string[]; readonly variables: Readonly<Record<string, unknown>> }>>;

interface Listing {
  readonly _meta: { readonly hostvars: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
  readonly [group: string]: unknown;
}

/** Runs the work in a folder with these files, and takes it away again. */
export function inFolder<T>({ files }: Pick<Folder, 'files'>, work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-inventory-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function askAnsible(file: string): Listing {
  const said = execFileSync(ANSIBLE, ['-i', file, '--list'], {
    encoding: 'utf8',
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: '/nonexistent',
      ANSIBLE_LOCAL_TEMP: tmpdir(),
      ANSIBLE_INVENTORY_UNPARSED_FAILED: 'true',
    },
  });
  return JSON.parse(said) as Listing;
}

const groupOf = (listing: Listing, name: string) => (listing[name] ?? {}) as { hosts?: string[]; children?: string[] };

/** What Ansible's own listing says, in our shape: groups in no order, as the listing has none. */
export function fromListing(listing: Listing): Seen {
  const parents = new Map<string, string[]>();
  for (const parent of Object.keys(listing))
    for (const child of groupOf(listing, parent).children ?? []) parents.set(child, [...(parents.get(child) ?? []), parent]);
  const withParents = (name: string): string[] => [name, ...(parents.get(name) ?? []).flatMap(withParents)];
  const groups = new Map<string, Set<string>>();
  for (const name of Object.keys(listing))
    for (const host of groupOf(listing, name).hosts ?? []) groups.set(host, new Set([...(groups.get(host) ?? []), ...withParents(name)]));
  return Object.fromEntries(
    [...groups].map(([host, names]) => [
      host,
      { groups: [...names].filter((name) => name !== 'all').sort(), variables: plain(listing._meta.hostvars[host] ?? {}) },
    ]),
  );
}

function plain(all: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = new Map<string, Value>();
  for (const [name, value] of Object.entries(all)) setVariable(kept, name, shapeOf(value));
  return Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shapeOf(value: unknown): Value {
  if (Array.isArray(value)) return value.every((one) => typeof one === 'string') ? value.join(' ') : { why: 'shape' };
  if (typeof value === 'object' && value !== null)
    return '__ansible_vault' in value ? { why: 'vault' } : '__ansible_unsafe' in value ? shapeOf(value.__ansible_unsafe) : { why: 'shape' };
  return value as Value;
}

/** What we read of the same file. */
export function readByUs(file: string): {
  readonly seen: Seen;
  readonly order: Readonly<Record<string, readonly string[]>>;
  readonly errors: number;
} {
  const text = readFileSync(file, 'utf8');
  const inventory = file.endsWith('.ini') ? readIni(text) : readYaml(text);
  const folders = new VarsFolders(file);
  const order: Record<string, string[]> = {};
  const seen = Object.fromEntries(
    [...inventory.hosts.values()].map((host) => {
      const groups = inventory.groupsOf(host);
      order[host.name] = groups.map(({ name }) => name);
      const variables = Object.fromEntries([...variablesOfHost(groups, folders, host)].sort(([a], [b]) => (a < b ? -1 : 1)));
      return [host.name, { groups: order[host.name]!.filter((name) => name !== 'all').sort(), variables }];
    }),
  );
  return { seen, order, errors: inventory.errors.length };
}
