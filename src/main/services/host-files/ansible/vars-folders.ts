import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { readText } from '../source.ts';
import { variablesOf } from './yaml.ts';
import { parseYaml } from './yaml-text.ts';
import type { Variables } from './variables.ts';
import type { Value } from './words.ts';

/** Together with everything beside it an inventory is small; a folder that leads elsewhere or never ends is not followed. */
const MOST_FILES = 1000;
const MOST_LENGTH = 4 * 1024 * 1024;
const MOST_DEPTH = 5;
/** The first that is there counts (parsing/dataloader.py, find_vars_files; YAML_FILENAME_EXTENSIONS). */
const ENDINGS = ['', '.yml', '.yaml', '.json'];

/** The folders group_vars and host_vars beside an inventory, after Ansible's plugins/vars/host_group_vars.py. */
export class VarsFolders {
  readonly notes: string[] = [];
  readonly #base: string;
  #files = 0;
  #length = 0;
  readonly #known = new Map<string, Variables>();

  constructor(inventoryFile: string) {
    this.#base = dirname(inventoryFile);
  }

  of(folder: 'group_vars' | 'host_vars', name: string): Variables {
    const key = `${folder}/${name}`;
    const known = this.#known.get(key);
    if (known) return known;
    const variables: Variables = new Map<string, Value>();
    for (const file of this.#filesOf(folder, name)) for (const [one, value] of this.#read(file)) variables.set(one, value);
    this.#known.set(key, variables);
    return variables;
  }

  #filesOf(folder: string, name: string): string[] {
    // A name is one step down and never a way out of the folder.
    if (/[/\\\0]/.test(name) || name === '.' || name === '..' || name.length > 200) return [];
    const path = ENDINGS.map((ending) => join(this.#base, folder, name + ending)).find((one) => existsSync(one));
    return path === undefined ? [] : this.#below(path, 0);
  }

  #below(path: string, depth: number): string[] {
    if (!this.#isInside(path)) {
      this.notes.push(`${this.#short(path)} was not read: it leads out of the inventory's folder.`);
      return [];
    }
    if (!statSync(path).isDirectory()) return [path];
    if (depth >= MOST_DEPTH) return [];
    return readdirSync(path)
      .toSorted()
      .filter((name) => !name.startsWith('.') && !name.endsWith('~') && ENDINGS.includes(extname(name)))
      .slice(0, MOST_FILES)
      .flatMap((name) => this.#below(join(path, name), depth + 1));
  }

  #isInside(path: string): boolean {
    return realpathSync(path).startsWith(realpathSync(this.#base) + sep);
  }

  #read(path: string): Variables {
    const why = (reason: string): Variables => {
      this.notes.push(`${this.#short(path)} was not read: ${reason}.`);
      return new Map<string, Value>();
    };
    this.#files += 1;
    if (this.#files > MOST_FILES || this.#length > MOST_LENGTH)
      return this.#files === MOST_FILES + 1 ? why('too many files') : new Map<string, Value>();
    const read = readText(path);
    if (!read.ok) return why(read.problem.kind === 'file' ? read.problem.detail : 'it cannot be read');
    const { text } = read.value;
    this.#length += text.length;
    if (text.startsWith('$ANSIBLE_VAULT;')) return why('encrypted with ansible-vault');
    const parsed = parseYaml(text);
    if ('why' in parsed) return why(`line ${parsed.line}, ${parsed.why}`);
    if (parsed.value instanceof Map) return variablesOf(parsed.value);
    return parsed.value === null ? new Map<string, Value>() : why('it is no mapping of variables');
  }

  #short(path: string): string {
    return path.slice(this.#base.length + 1, 300);
  }
}
