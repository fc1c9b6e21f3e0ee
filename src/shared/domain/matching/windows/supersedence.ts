/** Which update takes the place of which. Numbers of KB articles, without the letters. */
interface Replacing {
  readonly kb: string | null;
  readonly supersedes: readonly string[];
}

/** The data has holes and could have circles: every walk goes to each update once. */
export class Supersedence {
  readonly #older = new Map<string, Set<string>>();
  readonly #newer = new Map<string, Set<string>>();

  constructor(entries: Iterable<Replacing>) {
    for (const { kb, supersedes } of entries)
      for (const old of kb === null ? [] : supersedes) {
        if (old === kb) continue;
        link(this.#older, kb ?? '', old);
        link(this.#newer, old, kb ?? '');
      }
  }

  /** These updates and everything that they took the place of. */
  covered(installed: Iterable<string>): ReadonlySet<string> {
    return walk(installed, this.#older);
  }

  /** Nothing takes the place of it: what is to be installed, and what "missing updates" are. */
  isLeading(kb: string): boolean {
    return !this.#newer.has(kb);
  }

  /** The newest updates that have `kb` in them; itself where it is one. In a circle there is none. */
  leadingOver(kb: string): readonly string[] {
    return [...walk([kb], this.#newer)].filter((one) => this.isLeading(one));
  }
}

function link(map: Map<string, Set<string>>, from: string, to: string): void {
  const found = map.get(from);
  if (found) found.add(to);
  else map.set(from, new Set([to]));
}

function walk(from: Iterable<string>, along: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set(from);
  // A set is walked in the order of its growth, so that what is added is visited, too.
  for (const one of seen) for (const next of along.get(one) ?? []) seen.add(next);
  return seen;
}
