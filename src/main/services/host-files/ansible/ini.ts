import { Inventory, type Group } from './inventory.ts';
import { setVariable, type Variables } from './variables.ts';
import { literal, shellWords } from './words.ts';

/** Where Python's str.splitlines() ends a line. */
const LINE_END = /\r\n|[\n\r\v\f\u001c-\u001e\u0085\u2028\u2029]/;
const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/u;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/u;
const MOST_LINES = 200_000;

/**
 * An inventory in INI, after Ansible's plugins/inventory/ini.py. Where Ansible gives up on the whole file at the first
 * line that it cannot read, that line alone is an error here.
 */
export function readIni(text: string): Inventory {
  const reader = new IniReader();
  for (const [index, line] of text
    .replace(/^\ufeff/, '')
    .split(LINE_END, MOST_LINES)
    .entries())
    reader.line(line.trim(), index + 1);
  reader.end();
  return reader.inventory;
}

interface Section {
  readonly name: string;
  readonly state: 'hosts' | 'children' | 'vars';
}

class IniReader {
  readonly inventory = new Inventory();
  /** Null: after a head that could not be read, nobody knows what the lines mean. */
  #section: Section | null = { name: 'ungrouped', state: 'hosts' };
  readonly #declared = new Set(['all', 'ungrouped']);
  readonly #variables: { readonly group: string; readonly line: number; readonly name: string; readonly text: string }[] = [];
  readonly #heads: { readonly group: string; readonly line: number }[] = [];
  readonly #children: { readonly parent: string; readonly child: string; readonly line: number }[] = [];

  line(line: string, at: number): void {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) return;
    const head = SECTION.exec(line);
    if (head) this.#begin(head[1]!, head[2] ?? 'hosts', at);
    else if (line.startsWith('[') && line.endsWith(']')) {
      this.inventory.error(at, 'it is no head of a section');
      this.#section = null;
    } else if (this.#section) this.#inSection(this.#section, line, at);
    else this.inventory.error(at, 'it stands under a head that was not read');
  }

  #begin(name: string, state: string, at: number): void {
    this.#section = null;
    if (state !== 'hosts' && state !== 'children' && state !== 'vars')
      return this.inventory.error(at, 'a section is of hosts, children or vars');
    this.#section = { name, state };
    if (state === 'vars') this.#heads.push({ group: name, line: at });
    else if (this.inventory.group(name, at)) this.#declared.add(name);
    else this.#section = null;
  }

  #inSection({ name, state }: Section, line: string, at: number): void {
    if (state === 'hosts') return this.#hosts(this.inventory.groups.get(name)!, line, at);
    if (state === 'children') {
      const child = GROUP_NAME.exec(line)?.[1];
      if (child === undefined) this.inventory.error(at, 'it is no name of a group');
      else this.#children.push({ parent: name, child, line: at });
      return;
    }
    const equals = line.indexOf('=');
    if (equals < 0) this.inventory.error(at, 'a variable is name=value');
    else this.#variables.push({ group: name, line: at, name: line.slice(0, equals).trim(), text: line.slice(equals + 1).trim() });
  }

  #hosts(group: Group, line: string, at: number): void {
    const words = shellWords(line);
    if (words === null) return this.inventory.error(at, 'a quote is not closed');
    const [pattern = '', ...settings] = words;
    if (settings.some((setting) => !setting.includes('='))) return this.inventory.error(at, 'what follows a host is name=value');
    const variables: Variables = new Map();
    for (const setting of settings) {
      const equals = setting.indexOf('=');
      setVariable(variables, setting.slice(0, equals), literal(setting.slice(equals + 1)));
    }
    for (const host of this.inventory.addHosts(pattern, group, at)) for (const [name, value] of variables) host.variables.set(name, value);
  }

  /** Groups may be used before they are declared, so that children and variables are settled when the whole file was read. */
  end(): void {
    for (const { parent, child, line } of this.#children)
      if (this.#declared.has(child)) this.inventory.addChild(this.inventory.groups.get(parent)!, this.inventory.groups.get(child)!, line);
      else this.inventory.error(line, 'there is no section for this group');
    for (const { group, line } of this.#heads)
      if (!this.#declared.has(group)) this.inventory.error(line, 'variables of a group that is nowhere declared');
    for (const { group, name, text } of this.#variables) {
      const found = this.inventory.groups.get(group);
      if (!found) continue;
      const value = literal(text);
      if (name === 'ansible_group_priority') found.priority = Number.isInteger(value) ? Number(value) : found.priority;
      else setVariable(found.variables, name, value);
    }
  }
}
