import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { apt } from '../../src/main/platforms/apt/index.ts';
import type { RehearsalLimits, RehearsalOutcome, RehearsalReport, RunSpec } from '../../src/main/platforms/platform.ts';
import type { TransactionItem } from '../../src/shared/domain/plan.ts';
import { judge } from '../../src/shared/domain/rehearsal.ts';
import type { RehearsalFinding } from '../../src/shared/domain/rehearsal.ts';
import { type LabHost, sleep } from '../runner/lab-host.ts';

export const specOf = (runId: string, items: readonly TransactionItem[], options: Partial<RunSpec['options']> = {}): RunSpec => ({
  runId,
  kind: 'deploy',
  items,
  options: { allowRemovals: [], allowWithoutWayBack: false, ...options },
  kitOf: null,
});

export interface Rehearsed {
  readonly report: RehearsalReport;
  readonly outcome: RehearsalOutcome | null;
  readonly verdict: string;
  readonly log: string;
}

/** A host of the lab that is rehearsed on, without a transport in between. */
export class RehearsedHost {
  readonly host: LabHost;
  constructor(host: LabHost) {
    this.host = host;
  }

  async rehearse(spec: RunSpec, limits?: RehearsalLimits): Promise<Rehearsed> {
    await this.host.ask(apt.rehearse(spec, limits));
    const report = await this.until(spec.runId, (now) => now.answer !== 'running');
    const log = this.log(spec.runId);
    if (report.exit !== 0) return { report, outcome: null, verdict: 'cannot', log };
    const outcome = await this.host.ask(apt.rehearsalResult(spec));
    return { report, outcome, verdict: judge(outcome.findings), log };
  }

  async until(id: string, wanted: (report: RehearsalReport) => boolean, seconds = 300): Promise<RehearsalReport> {
    for (const end = Date.now() + seconds * 1000; ; await sleep(100)) {
      const report = await this.host.ask(apt.rehearsalStatus(id));
      if (wanted(report)) return report;
      if (Date.now() > end) throw new Error(`${report.answer} ${report.phase} after ${seconds} s\n${this.log(id)}`);
    }
  }

  log(id: string): string {
    return this.host.sh(`cat /var/lib/patchbay/runs/${id}/log`);
  }

  /**
   * Every file and link with its checksum or target, outside of Patchbay's own folder and the package cache; nothing that
   * a host writes by itself while it runs.
   */
  fingerprint(): Map<string, string> {
    const out = this.host.sh(
      `cd /; find . -xdev \\( -path ./var/lib/patchbay -o -path ./var/cache/apt -o -path ./var/log -o -path ./tmp -o -path ./run -o -path ./var/lib/systemd -o -path ./root -o -path ./var/tmp \\) -prune -o \\( -type f -printf 'f\\t%m %U %G\\t%p\\0' -o -type l -printf 'l\\t%l\\t%p\\0' \\) >/run/all
       tr '\\0' '\\n' </run/all | grep ^l; tr '\\0' '\\n' </run/all | grep ^f | cut -f 3 | tr '\\n' '\\0' | xargs -0 md5sum -z | tr '\\0' '\\n' | sed 's/  /\\t/; s/^/m\\t/'`,
    );
    return new Map(
      out
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split('\t'))
        .map(([kind, value = '', path = '']) => [path.slice(1), kind === 'l' ? `-> ${value}` : value] as const),
    );
  }

  /**
   * A file on the host can then hold a file system, as on most hosts (loop(4), mke2fs(8)). A lab's host may make no device
   * nodes and is too small for e2fsprogs: both come from this machine, which is of the same release.
   */
  giveFileSystems(): void {
    const namespace = this.host.sh('readlink /proc/self/ns/mnt').trim();
    const inside = readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && namespaceOf(pid) === namespace);
    const root = `/proc/${inside}/root`;
    execFileSync('mknod', [`${root}/dev/loop-control`, 'c', '10', '237']);
    for (let n = 0; n < 8; n += 1) execFileSync('mknod', [`${root}/dev/loop${n}`, 'b', '7', String(n)]);
    const libraries = [...execFileSync('ldd', ['/usr/sbin/mke2fs'], { encoding: 'utf8' }).matchAll(/=> (\/\S+)/g)].map(([, path]) => path!);
    for (const path of [...libraries, '/usr/sbin/mke2fs', '/etc/mke2fs.conf'])
      if (!existsSync(`${root}${path}`)) execFileSync('cp', ['-L', path, `${root}${path}`]);
    this.host.sh('ln -sf mke2fs /usr/sbin/mkfs.ext4; ldconfig');
  }

  /** What a killed rehearsal could have left: folders, mounts, processes, loop devices. */
  leftovers(): string {
    return this.host.sh(
      `ls -d /var/lib/patchbay/runs/*/clone 2>/dev/null; cat /proc/[0-9]*/mountinfo 2>/dev/null | grep patchbay/runs; losetup --list --noheadings --output BACK-FILE | grep patchbay; pgrep -fa 'runner [isrpw][a-z-]*$'; true`,
    );
  }
}

const namespaceOf = (pid: string): string | null => {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return null; // it ended meanwhile
  }
};

export const finding = (outcome: RehearsalOutcome | null, kind: RehearsalFinding['kind']): RehearsalFinding | undefined =>
  outcome?.findings.find((one) => one.kind === kind);

/** Paths whose entry is not the same in both. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Map<string, string> {
  const changed = [...after].filter(([path, sum]) => before.get(path) !== sum);
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => [path, '-'] as const);
  return new Map([...changed, ...gone]);
}
