import { MOST_ROWS, type ReadRow } from '../fields.ts';
import { expandPattern } from './patterns.ts';
import type { Variables } from './variables.ts';

/** Groups and hosts as Ansible holds them, of whichever kind of file they came. */
export interface Group {
  readonly name: string;
  readonly variables: Variables;
  readonly parents: Set<Group>;
  priority: number;
}

export interface InventoryHost {
  readonly name: string;
  readonly line: number;
  readonly variables: Variables;
  readonly groups: Set<Group>;
}

/** An inventory of thousands of hosts has some hundred groups. What is more is an attempt to keep us busy. */
const MOST_GROUPS = 1000;
const MOST_CHILDREN = 5000;
const MOST_ERRORS = 1000;

export class Inventory {
  readonly groups = new Map<string, Group>();
  readonly hosts = new Map<string, InventoryHost>();
  readonly errors: ReadRow[] = [];
  readonly all: Group;
  readonly ungrouped: Group;
  readonly #ancestors = new Map<Group, Set<Group>>();
  readonly #depths = new Map<Group, number>();
  readonly #sorted = new Map<string, readonly Group[]>();
  #children = 0;

  constructor() {
    this.all = this.#newGroup('all');
    this.ungrouped = this.#newGroup('ungrouped');
  }

  /** Never quotes the line: it may hold a password. */
  error(line: number, why: string): void {
    if (this.errors.length >= MOST_ERRORS) return;
    this.errors.push({ line, alias: `Line ${line}`, draft: null, states: [], notes: [`Not read: ${why}.`] });
  }

  group(name: string, line: number): Group | null {
    const found = this.groups.get(name);
    if (found) return found;
    if (name !== '' && this.groups.size < MOST_GROUPS) return this.#newGroup(name);
    this.error(line, name === '' ? 'a group has no name' : `more than ${MOST_GROUPS} groups`);
    return null;
  }

  #newGroup(name: string): Group {
    const group: Group = { name, variables: new Map(), parents: new Set(), priority: 1 };
    this.groups.set(name, group);
    return group;
  }

  /** A group within itself would have no depth: Ansible refuses it, and so does this. */
  addChild(parent: Group, child: Group, line: number): void {
    if (child.parents.has(parent)) return;
    this.#children += 1;
    if (this.#children > MOST_CHILDREN) this.error(line, `more than ${MOST_CHILDREN} children of groups`);
    else if (child === this.all || this.#isWithin(parent, child)) this.error(line, 'a group cannot be a child of itself');
    else child.parents.add(parent);
  }

  #isWithin(group: Group, outer: Group): boolean {
    const seen = new Set<Group>([group]);
    for (const one of seen) for (const parent of one.parents) seen.add(parent);
    return seen.has(outer);
  }

  /** The hosts that a pattern names, each in this group; a name that was there before is the same host. */
  addHosts(pattern: string, group: Group, line: number): readonly InventoryHost[] {
    const expanded = expandPattern(pattern, MOST_ROWS);
    if (typeof expanded === 'string') {
      this.error(line, expanded);
      return [];
    }
    if (this.hosts.size + expanded.names.length > MOST_ROWS && expanded.names.some((name) => !this.hosts.has(name))) {
      this.error(line, `more than ${MOST_ROWS} hosts in the file`);
      return [];
    }
    return expanded.names.map((name) => {
      const known = this.hosts.get(name);
      const host = known ?? { name, line, variables: new Map(), groups: new Set() };
      this.hosts.set(name, host);
      host.groups.add(group);
      // A port counts where the host is named first (inventory/data.py, add_host).
      if (!known && expanded.port !== null) host.variables.set('ansible_port', expanded.port);
      return host;
    });
  }

  /**
   * All groups of a host, those around its own included, the outermost first: by depth, then ansible_group_priority, then
   * name (inventory/helpers.py, sort_groups). The later one's variables win.
   */
  groupsOf(host: InventoryHost): readonly Group[] {
    const key = [...host.groups].map(({ name }) => name).join(' ');
    const groups = this.#sorted.get(key) ?? this.#sort(host);
    this.#sorted.set(key, groups);
    return groups;
  }

  #sort(host: InventoryHost): readonly Group[] {
    const found = new Set<Group>([this.all]);
    for (const group of host.groups) if (group !== this.ungrouped) for (const one of this.#ancestorsOf(group)) found.add(one);
    if (found.size === 1) found.add(this.ungrouped);
    return [...found].sort(
      (a, b) => this.#depthOf(a) - this.#depthOf(b) || a.priority - b.priority || (a.name < b.name ? -1 : Number(a.name > b.name)),
    );
  }

  #ancestorsOf(group: Group): ReadonlySet<Group> {
    const known = this.#ancestors.get(group);
    if (known) return known;
    const found = new Set<Group>([group]);
    for (const one of found) for (const parent of one.parents) found.add(parent);
    this.#ancestors.set(group, found);
    return found;
  }

  /** "all" is at 0, and a group is one deeper than the deepest group that it is in. */
  #depthOf(group: Group): number {
    if (group === this.all) return 0;
    const known = this.#depths.get(group);
    if (known !== undefined) return known;
    const depth = 1 + Math.max(0, ...[...group.parents].map((parent) => this.#depthOf(parent)));
    this.#depths.set(group, depth);
    return depth;
  }
}
