// What is so on a host, read from dpkg's own records without the app: the judge of "done exactly once".

import type { LabHost } from './lab.ts';

export interface Truth {
  readonly bootId: string;
  /** name -> version, of every package that is installed in order (`ii`, or `hi` on hold) */
  readonly packages: ReadonlyMap<string, string>;
  /** packages in any other state, as `dpkg -l` shows it: `iF libc6` */
  readonly disorder: readonly string[];
  /** what `dpkg --audit` says; empty: nothing */
  readonly audit: string;
  /** dpkg was interrupted before it could fold its journal into the status file */
  readonly journal: boolean;
  /** any of the three */
  readonly broken: boolean;
  /** every change in the order of dpkg.log */
  readonly log: readonly DpkgEvent[];
  /** how many times a package was configured to a version, since the host was made */
  configured(name: string, version: string): number;
  /** packages that reached `installed` at some version more than once: `name version` -> times */
  readonly doubled: ReadonlyMap<string, number>;
}

export interface DpkgEvent {
  readonly at: string;
  /** upgrade, install, configure, remove, purge, trigproc, or `status STATE` */
  readonly action: string;
  readonly name: string;
  readonly version: string;
}

const SEPARATOR = '---- patchbay lab truth ----';

export async function truthOf(host: LabHost): Promise<Truth> {
  const script = [
    'cat /proc/sys/kernel/random/boot_id',
    "dpkg-query -W -f '${db:Status-Abbrev}\\t${binary:Package}\\t${Version}\\n'",
    'dpkg --audit || true',
    'ls /var/lib/dpkg/updates',
    'for f in /var/log/dpkg.log.1 /var/log/dpkg.log; do [ ! -e $f ] || cat $f; done',
  ].join(`; echo '${SEPARATOR}'; `);
  const r = await host.exec(script);
  if (r.code !== 0) throw new Error(`${host.name}: cannot read the truth: ${r.stderr}`);
  const [bootId = '', list = '', audit = '', journal = '', log = ''] = r.stdout.split(`${SEPARATOR}\n`);
  return parseTruth(bootId.trim(), list, audit, journal, log);
}

export function parseTruth(bootId: string, list: string, audit: string, journal: string, log: string): Truth {
  const packages = new Map<string, string>();
  const disorder: string[] = [];
  for (const row of list.split('\n').filter(Boolean)) {
    const [state = '', name = '', version = ''] = row.split('\t');
    if (/^[ih]i $/.test(state)) packages.set(plain(name), version);
    else if (!/^[a-z][nc] /.test(state)) disorder.push(`${state.trim()} ${name}`);
  }
  const events = log.split('\n').flatMap((row): DpkgEvent[] => {
    const [day, time, action, ...rest] = row.split(' ');
    const at = `${day} ${time}`;
    if (action === 'status') return [{ at, action: `status ${rest[0]}`, name: plain(rest[1] ?? ''), version: rest[2] ?? '' }];
    if (action === 'configure' || action === 'trigproc') return [{ at, action, name: plain(rest[0] ?? ''), version: rest[1] ?? '' }];
    if (action === 'upgrade' || action === 'install' || action === 'remove' || action === 'purge')
      return [{ at, action, name: plain(rest[0] ?? ''), version: rest[2] ?? '' }];
    return [];
  });
  const times = new Map<string, number>();
  // A package may be configured again after an interruption, and triggers reach `installed` once more:
  // what counts is a `configure` line that was followed by `status installed` of the same version.
  const open = new Set<string>();
  for (const e of events) {
    const key = `${e.name} ${e.version}`;
    if (e.action === 'configure') open.add(key);
    else if (e.action === 'status installed' && open.delete(key)) times.set(key, (times.get(key) ?? 0) + 1);
  }
  const interrupted = /^\d+$/m.test(journal);
  return {
    bootId,
    packages,
    disorder,
    audit: audit.trim(),
    journal: interrupted,
    broken: disorder.length > 0 || audit.trim() !== '' || interrupted,
    log: events,
    configured: (name, version) => times.get(`${name} ${version}`) ?? 0,
    doubled: new Map([...times].filter(([, n]) => n > 1)),
  };
}

function plain(name: string): string {
  return name.replace(/:[a-z0-9-]+$/, '');
}
