import type { Advisory, MsrcEntry } from '../../vulnerability/rows.ts';
import { FEED_TITLES, type Matched, type Matcher } from '../ecosystem.ts';
import type { Explanation, Finding, Installed, Unjudged } from '../finding.ts';
import { compareBuilds, compareFixes } from './build.ts';
import { isSystem, isUpdate } from './list.ts';
import { plainProduct, systemOf } from './product.ts';
import { Supersedence } from './supersedence.ts';

export type MsrcRow = Advisory<MsrcEntry>;

/** What a product's updates are, ready for any number of hosts. */
interface System {
  readonly groups: readonly Group[];
  readonly updates: Supersedence;
  readonly builds: ReadonlyMap<string, string>;
}
/** One CVE in one product: any of its updates fixes it. */
interface Group {
  readonly cve: string;
  readonly product: string;
  readonly rows: readonly MsrcEntry[];
}

/** `product`: which Windows it is where the list of packages does not say. */
export function windowsMatcher(rows: Iterable<MsrcRow>, product: string | null): Matcher {
  const bySystem = Map.groupBy(rows, (row) => systemOf(row.package));
  const ready = new Map<string, System>();
  return (host, all = false) => {
    const system = host.packages.find(isSystem) ?? (product === null ? null : named(product));
    if (!system)
      return nothing(host.packages, 'product-not-said', 'the list does not say which Windows it is from: add systeminfo, or name it');
    const known = systemOf(system.name);
    const mine = bySystem.get(known);
    if (!mine) return nothing([system], 'release-without-data', `the feed has nothing of ${system.name}: absence of data is not safety`);
    const data = ready.get(known) ?? systemData(mine);
    ready.set(known, data);
    return judgeAll(system, host.packages.filter(isUpdate), data, all);
  };
}

const named = (name: string): Installed => ({ name, version: '', source: name, sourceVersion: '', origin: null });
const nothing = (packages: readonly Installed[], rule: string, reason: string): Matched => ({
  findings: [],
  unjudged: packages.map((one) => ({ package: one.name, version: one.version, rule, reason })),
});

function systemData(rows: readonly MsrcRow[]): System {
  const groups = Map.groupBy(rows, (row) => `${row.body.cve}\n${plainProduct(row.package)}`);
  const builds = new Map<string, string>();
  for (const { body } of rows) if (body.kb !== null && body.fixedBuild !== null) builds.set(body.kb, body.fixedBuild);
  return {
    groups: [...groups.values()].map((some) => ({
      cve: some[0]?.body.cve ?? '',
      // The shortest is the one without "(Server Core installation)".
      product: some.map((row) => row.package).reduce((best, one) => (one.length < best.length ? one : best)),
      rows: some.map((row) => row.body),
    })),
    updates: new Supersedence(rows.map((row) => row.body)),
    builds,
  };
}

function judgeAll(system: Installed, installed: readonly Installed[], data: System, all: boolean): Matched {
  const updates = new Set(installed.map((one) => one.name.slice(2)));
  const covered = data.updates.covered(updates);
  const findings: Finding[] = [];
  const waiting = new Set<string>();
  for (const group of data.groups) {
    const finding = judge(group, system, updates, covered, data);
    if (all || finding.status !== 'not-affected') findings.push(finding);
    // Listed as installed, and the running build is older: the restart has not been made.
    const late = group.rows.filter((row) => row.kb !== null && updates.has(row.kb) && isOlder(system, row));
    for (const { kb } of late) waiting.add(kb ?? '');
  }
  const reason = `it is installed, and the build ${system.version} is older than it: until a restart its fixes may not be in use`;
  const unjudged = [...waiting].map((kb): Unjudged => ({ package: `KB${kb}`, version: system.version, rule: 'restart-pending', reason }));
  return { findings, unjudged };
}

const isOlder = (system: Installed, { fixedBuild }: MsrcEntry): boolean =>
  fixedBuild !== null && compareBuilds(system.version, fixedBuild) === '<';

/** The build first: it cannot be wrong about what is in it. Then the updates, by what they took the place of. */
function judge(group: Group, system: Installed, updates: ReadonlySet<string>, covered: ReadonlySet<string>, data: System): Finding {
  const by = (row: MsrcEntry | undefined, status: Finding['status'], rule: string, words: readonly string[] = []): Finding =>
    findingOf(group, row, system, status, rule, words, data);
  const fixes = group.rows.filter((row) => row.kb !== null);
  if (!fixes.length) return by(group.rows[0], 'affected-no-fix', 'no-update');
  const closedBy = (row: MsrcEntry): string | null => {
    if (row.fixedBuild !== null && !isOlder(system, row) && compareBuilds(system.version, row.fixedBuild)) return 'build-reached';
    if (row.kb === null || !covered.has(row.kb)) return null;
    return updates.has(row.kb) ? 'update-installed' : 'update-superseded';
  };
  const closed = fixes.filter((row) => closedBy(row) !== null);
  const done = closed[0];
  if (done && (isEither(system) || closed.length === fixes.length)) return by(done, 'not-affected', closedBy(done) ?? '');
  const open = fixes.filter((row) => !closed.includes(row));
  const older = open.find((row) => isOlder(system, row));
  if (older) return by(older, 'fixed-available', 'older-build');
  const gap = system.version.split('.').length === 4 ? [] : ['the last part of the build is not said, and what supersedes what has gaps'];
  return by(open[0], 'fixed-available', 'update-missing', gap);
}

/**
 * Until Windows 8.1 a month had a rollup and an update for security only, and either would do. Since Windows 10 an
 * update is cumulative: a second one for the same CVE came because the first did not do.
 */
const isEither = ({ version, name }: Installed): boolean =>
  version === '' ? !/windows (10|11|server,|server 20(1[69]|2\d))/i.test(name) : !version.startsWith('10.');

function findingOf(
  { cve, product }: Group,
  row: MsrcEntry | undefined,
  system: Installed,
  status: Finding['status'],
  rule: string,
  words: readonly string[],
  data: System,
): Finding {
  const { kb = null, fixedBuild = null, severity = '', impact = '', restart = '' } = row ?? {};
  const order = fixedBuild === null ? null : compareBuilds(system.version, fixedBuild);
  const compared: Explanation['compared'] = order && fixedBuild ? { installed: system.version, order, with: fixedBuild } : null;
  const part = systemOf(product) === plainProduct(product) ? [] : [`whether ${product.replace(/ on .*$/, '')} is on the host is not said`];
  return {
    cve,
    package: product,
    source: product,
    status,
    fixed: status === 'fixed-available' && kb !== null ? fixText(kb, data) : null,
    vendorSeverity: severity,
    why: {
      rule,
      feed: FEED_TITLES.msrc,
      record: [product, cve, ...(kb === null ? [] : [`KB${kb}`])],
      compared,
      words: [...(impact ? [impact] : []), ...(restart ? [`restart: ${restart}`] : []), ...part, ...words],
    },
  };
}

/** The newest update that has this one in it, with its build. */
function fixText(kb: string, { updates, builds }: System): string {
  const texts = (updates.leadingOver(kb).length ? updates.leadingOver(kb) : [kb]).map((one) => {
    const build = builds.get(one);
    return build === undefined ? `KB${one}` : `${build} (KB${one})`;
  });
  return texts.reduce((best, one) => (compareFixes(best, one) < 0 ? one : best));
}
