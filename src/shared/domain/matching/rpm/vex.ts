import type { RpmEntry } from '../../vulnerability/rows.ts';
import { isModular } from './judge.ts';

/** CVE, then what a fix of it is of: "main" or "own", and the module stream. */
type Closed = ReadonlyMap<string, ReadonlySet<string>>;
/** Of an advisory on a module that does not say which stream. */
const ANY = '*';

/**
 * Where an advisory has closed a CVE in a package, a VEX document that does not know it yet is out of date. Told apart by module
 * stream, of which one may be fixed and another not; and a fix in the main stream closes nothing in a minor release that is kept.
 * Looked up by package only once it is asked for.
 */
export function closedBy(named: ReadonlyMap<string, readonly RpmEntry[]>): (name: string, vex: RpmEntry) => boolean {
  const known = new Map<string, Closed>();
  return (name, { cves: [cve = ''], streams, channel }) => {
    const closed = known.get(name) ?? closedIn(named.get(name) ?? []);
    known.set(name, closed);
    const by = closed.get(cve);
    const of = streams.length ? [...streams, ANY] : [''];
    return of.some((stream) => by?.has(`own ${stream}`) || (channel === 'main' && by?.has(`main ${stream}`)));
  };
}

function closedIn(entries: readonly RpmEntry[]): Closed {
  const closed = new Map<string, Set<string>>();
  for (const { cves, fixed, streams, channel } of entries) {
    const of = fixed.some(isModular) ? (streams.length ? streams : [ANY]) : [''];
    for (const cve of fixed.length ? cves : []) {
      const known = closed.get(cve) ?? new Set();
      for (const stream of of) known.add(`${channel === 'main' ? 'main' : 'own'} ${stream}`);
      closed.set(cve, known);
    }
  }
  return closed;
}
