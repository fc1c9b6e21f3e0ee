import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CommandOutput, Query } from '../../src/shared/domain/command.ts';
import { transactionLines, type TransactionItem } from '../../src/shared/domain/plan.ts';
import type { Problem } from '../../src/shared/domain/problem.ts';
import type { Preview, RunReport, RunSpec } from '../../src/main/platforms/platform.ts';
import { apt } from '../../src/main/platforms/apt/index.ts';

/** The scripts are run on the lab's hosts without a transport in between: what is tested here is the host's side. */
const LAB = fileURLToPath(new URL('../lab/lab', import.meta.url));
const env = { ...process.env, LAB_ID: process.env['LAB_ID'] ?? `runner-${process.pid}` };
const MAX = 64 * 1024 * 1024;

export const lab = (...args: string[]): string =>
  execFileSync(LAB, args, { env, encoding: 'utf8', maxBuffer: MAX, stdio: ['ignore', 'pipe', 'inherit'] });

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** One host of the lab, and what a service would ask it. */
export class LabHost {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }

  /** A new host with fresh package lists. */
  static up(name: string, size = '1g'): LabHost {
    lab('up', '0', '--owner', String(process.pid));
    lab('add', name, '--size', size);
    const host = new LabHost(name);
    host.sh('apt-get -qq update');
    return host;
  }

  /** As root on the host; throws where it fails. */
  sh(script: string): string {
    return lab('sh', this.name, script);
  }

  kill(): void {
    lab('kill', this.name);
  }

  start(): void {
    lab('start', this.name);
  }

  async ask<T>(query: Query<T>): Promise<T> {
    const result = query.parse(await this.run(query));
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    return result.value;
  }

  async problemOf<T>(query: Query<T>): Promise<Problem> {
    const result = query.parse(await this.run(query));
    if (result.ok) throw new Error(`expected a problem, got ${JSON.stringify(result.value)}`);
    return result.problem;
  }

  private run({ command }: Query<unknown>): Promise<CommandOutput> {
    return new Promise((done) => {
      const argv = ['sh', this.name, 'sh', '-c', command.script, 'patchbay', ...command.args];
      const child = execFile(LAB, argv, { env, encoding: 'buffer', maxBuffer: MAX }, (error, stdout, stderr) => {
        const exit = error ? (typeof error.code === 'number' ? error.code : 255) : 0;
        done({ exit, stdout, stderr, rights: 'root', firstByteAt: Date.now() });
      });
      child.stdin?.end();
    });
  }

  preview(packages?: string[]): Promise<Preview> {
    return this.ask(
      apt.preview(packages ? { mode: 'packages', packages, exclude: [] } : { mode: 'everything', exclude: [] }, { allowRemovals: [] }),
    );
  }

  launch(runId: string, items: readonly TransactionItem[], more: Partial<RunSpec> = {}): Promise<'launched' | 'exists'> {
    return this.ask(
      apt.launch({ runId, kind: 'deploy', items, options: { allowRemovals: [], allowWithoutWayBack: false }, kitOf: null, ...more }),
    );
  }

  status(runId: string): Promise<RunReport> {
    return this.ask(apt.status(runId, 0));
  }

  /** Looks until the report is as wanted. */
  async until(runId: string, wanted: (report: RunReport) => boolean, seconds = 300): Promise<RunReport> {
    for (const end = Date.now() + seconds * 1000; ; await sleep(100)) {
      const report = await this.status(runId);
      if (wanted(report)) return report;
      if (Date.now() > end) throw new Error(`${this.name}: ${report.answer} ${report.phase} after ${seconds} s\n${logOf(report)}`);
    }
  }

  ended(runId: string): Promise<RunReport> {
    return this.until(runId, (report) => report.answer !== 'running');
  }

  /** Deploys and expects it to go well. */
  async deploy(runId: string, items: readonly TransactionItem[]): Promise<RunReport> {
    await this.launch(runId, items);
    return this.ended(runId);
  }

  /** Every package with its version and state, and which of them nobody asked for. */
  packages(): string {
    return this.sh('dpkg-query -W -f="\\${Package}:\\${Architecture} \\${Version} \\${db:Status-Abbrev}\\n"; apt-mark showauto');
  }

  audit(): string {
    return this.sh('dpkg --audit');
  }

  has(items: readonly TransactionItem[]): boolean {
    const there = new Set(this.packages().split('\n'));
    return items.every((item) => there.has(`${item.name}:${item.arch} ${item.to} ii `));
  }

  /** How often dpkg began to upgrade each of them, by its own log. */
  upgrades(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [, name = ''] of this.sh('cat /var/log/dpkg.log').matchAll(/ upgrade (\S+) /g))
      counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  }

  /** A package of ours in a repository of the host's own. */
  publish(name: string, version: string, parts: Parts = {}): void {
    this.publishAll(version, { [name]: parts });
  }

  publishAll(version: string, packages: Readonly<Record<string, Parts>>): void {
    this.sh(
      [
        'mkdir -p /srv/repo; umask 022',
        ...Object.entries(packages).map(([name, parts]) => build(name, version, parts)),
        'cd /srv/repo; : >Packages; for f in *.deb; do dpkg-deb -f $f; printf "Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n" $f $(stat -c %s $f) $(sha256sum $f | cut -d" " -f1); done >Packages',
        'echo "deb [trusted=yes] file:/srv/repo ./" >/etc/apt/sources.list.d/test.list; apt-get -qq update',
      ].join('\n'),
    );
  }

  /** Installs version 1 of a package and publishes version 2. */
  outdated(name: string, one: Parts | undefined, two: Parts | undefined): void {
    this.outdatedAll({ [name]: [one ?? {}, two ?? {}] });
  }

  outdatedAll(packages: Readonly<Record<string, readonly [Parts, Parts]>>): void {
    const version = (at: 0 | 1) => Object.fromEntries(Object.entries(packages).map(([name, both]) => [name, both[at]]));
    this.publishAll('1', version(0));
    this.sh(`apt-get -qq -y install ${Object.keys(packages).join(' ')} >/dev/null 2>&1`);
    this.publishAll('2', version(1));
  }
}

/** What a package of a test has beside its name: lines of its control file, files and scripts by path and name. */
interface Parts {
  readonly control?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** Shell that builds the package into /srv/repo. */
function build(name: string, version: string, parts: Parts): string {
  const control = `Package: ${name}\nVersion: ${version}\nArchitecture: all\nMaintainer: Lab <lab@example.org>\nDescription: made for a test\n${parts.control ?? ''}`;
  const write = (path: string, text: string, mode: string) =>
    `mkdir -p "$(dirname "${path}")"; base64 -d >"${path}" <<'END'\n${btoa(text)}\nEND\nchmod ${mode} "${path}"`;
  const conffiles = Object.keys(parts.files ?? {})
    .filter((path) => path.startsWith('/etc/'))
    .map((path) => `${path}\n`)
    .join('');
  return [
    'rm -rf /tmp/pkg',
    write('/tmp/pkg/DEBIAN/control', control, '644'),
    write('/tmp/pkg/DEBIAN/conffiles', conffiles, '644'),
    ...Object.entries(parts.files ?? {}).map(([path, text]) => write(`/tmp/pkg${path}`, text, '644')),
    ...Object.entries(parts.scripts ?? {}).map(([script, text]) => write(`/tmp/pkg/DEBIAN/${script}`, `#!/bin/sh\n${text}\n`, '755')),
    `dpkg-deb --build /tmp/pkg /srv/repo/${name}_${version}_all.deb >/dev/null`,
  ].join('\n');
}

export const logOf = (report: RunReport): string => new TextDecoder().decode(report.log.bytes);
export const lines = (items: readonly TransactionItem[]): string[] => transactionLines(items);
