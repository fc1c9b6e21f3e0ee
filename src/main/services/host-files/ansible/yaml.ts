import { Inventory, type Group } from './inventory.ts';
import { setVariable, type Variables } from './variables.ts';
import type { NotRead, Value } from './words.ts';
import { parseYaml, type YamlText } from './yaml-text.ts';

/** An inventory in YAML or JSON, after Ansible's plugins/inventory/yaml.py. What cannot be read is an error of its own line. */
export function readYaml(text: string): Inventory {
  const inventory = new Inventory();
  const parsed = parseYaml(text);
  if ('why' in parsed) inventory.error(parsed.line, parsed.why);
  else if (!(parsed.value instanceof Map)) inventory.error(1, 'an inventory in YAML is a mapping of groups');
  else if (parsed.value.get('plugin')) inventory.error(1, 'it sets up an inventory plugin, which is not run');
  else {
    const reader = new YamlReader(inventory, parsed);
    for (const [name, data] of parsed.value) reader.group(name, data, []);
  }
  return inventory;
}

class YamlReader {
  readonly #inventory: Inventory;
  readonly #text: YamlText;

  constructor(inventory: Inventory, text: YamlText) {
    this.#inventory = inventory;
    this.#text = text;
  }

  group(name: unknown, data: unknown, above: readonly string[]): Group | null {
    const path = [...above, String(name)];
    const line = this.#text.lineOf(path);
    if (typeof name !== 'string') return this.#wrong(line, 'the name of a group is no text; put it in quotes');
    if (data !== null && !(data instanceof Map)) return this.#wrong(line, 'a group is a mapping of hosts, children and vars');
    const group = this.#inventory.group(name, line);
    if (!group || data === null) return group;
    for (const section of ['vars', 'children', 'hosts'] as const) this.#section(group, section, data.get(section), [...path, section]);
    for (const key of data.keys())
      if (key !== 'vars' && key !== 'children' && key !== 'hosts')
        this.#wrong(this.#text.lineOf([...path, String(key)]), 'a group has hosts, children and vars, and nothing else');
    return group;
  }

  #section(group: Group, section: 'vars' | 'children' | 'hosts', given: unknown, path: readonly string[]): void {
    if (given === undefined || given === null) return;
    const data = typeof given === 'string' ? new Map([[given, null]]) : given;
    const line = this.#text.lineOf(path);
    if (!(data instanceof Map)) return void this.#wrong(line, `${section} of a group are a mapping, not a list`);
    for (const [key, value] of data as Map<unknown, unknown>) {
      if (section === 'vars') this.#groupVariable(group, key, value);
      else if (section === 'hosts') this.#hosts(group, key, value, path);
      else {
        const child = this.group(key, value, path);
        if (child) this.#inventory.addChild(group, child, this.#text.lineOf([...path, String(key)]));
      }
    }
  }

  #groupVariable(group: Group, key: unknown, value: unknown): void {
    if (key === 'ansible_group_priority') group.priority = Number.isInteger(Number(value)) ? Number(value) : group.priority;
    else if (typeof key === 'string') setVariable(group.variables, key, valueOf(value));
  }

  #hosts(group: Group, key: unknown, value: unknown, path: readonly string[]): void {
    const line = this.#text.lineOf([...path, String(key)]);
    if (typeof key !== 'string') return void this.#wrong(line, 'the name of a host is no text; put it in quotes');
    if (value && !(value instanceof Map)) return void this.#wrong(line, 'what a host has is a mapping of variables');
    const variables = value instanceof Map ? variablesOf(value) : new Map<string, Value>();
    for (const host of this.#inventory.addHosts(key, group, line)) for (const [name, one] of variables) host.variables.set(name, one);
  }

  #wrong(line: number, why: string): null {
    this.#inventory.error(line, why);
    return null;
  }
}

/** The variables that Patchbay uses, of a mapping in an inventory, in group_vars or in host_vars. */
export function variablesOf(data: ReadonlyMap<unknown, unknown>): Variables {
  const variables: Variables = new Map();
  for (const [name, value] of data) if (typeof name === 'string') setVariable(variables, name, valueOf(value));
  return variables;
}

const NOT_READ: NotRead = { why: 'shape' };
const isVault = (value: unknown): value is NotRead => typeof value === 'object' && value !== null && 'why' in value;

function valueOf(value: unknown): Value {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (isVault(value)) return value;
  // A list of words, as people write tags.
  if (Array.isArray(value) && value.length <= 100 && value.every((one) => typeof one === 'string' && !/\s/.test(one)))
    return value.join(' ');
  return NOT_READ;
}
