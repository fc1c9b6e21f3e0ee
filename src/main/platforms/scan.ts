import type { CommandOutput, Query } from '../../shared/domain/command.ts';
import { HostFacts } from '../../shared/domain/facts.ts';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { readApt } from './apt/scan.ts';
import { hostScript } from './host-scripts.ts';
import { readSections, type Section, type Sections } from './scan-frame.ts';
import { newestKernel, rebootState } from './scan/kernel.ts';
import { newNotes, type Notes } from './scan-notes.ts';
import { readOs, readSystem, type SystemFacts } from './scan/system.ts';
import { readConfigsAside, readListeners, readSpace, readStale, readUnits } from './scan/tools.ts';

export interface ScanOptions {
  /** Whether the package lists are renewed first. Needs administrator rights on the host. */
  readonly refresh: boolean;
  /** New and random for each scan, letters and digits: what frames the answer. */
  readonly nonce: string;
  /** Our own clock when the scan was sent, milliseconds since the epoch. */
  readonly sentAt: number;
}

export interface Scan {
  readonly facts: HostFacts;
  /** What could not be understood, and what stands in the way of knowing more. */
  readonly warnings: Problem[];
  /** Why the package lists were not renewed; the facts then rest on the old ones. */
  readonly refreshProblem: Problem | null;
}

const MAX_BYTES = 8 * 1024 * 1024;
const SKEW_WARNING_SECONDS = 60;

/** One round trip that reads everything and changes nothing but, on request, the package lists. */
export function scanQuery(options: ScanOptions): Query<Scan> {
  if (!/^[A-Za-z0-9]{16,64}$/.test(options.nonce)) throw new Error('a nonce is 16 to 64 letters and digits');
  return {
    command: {
      what: 'scan',
      script: hostScript('posix/scan.sh'),
      args: [options.nonce, options.refresh ? 'refresh' : 'keep'],
      rights: 'best',
      deadlineSeconds: options.refresh ? 300 : 60,
      maxBytes: MAX_BYTES,
    },
    parse: (output) => parseScan(output, options),
  };
}

const none: Section = { exit: 0, lines: [] };

function parseScan(output: CommandOutput, options: ScanOptions): Result<Scan, Problem> {
  const read = readSections(output.stdout, options.nonce);
  if (!read.ok && output.exit !== 0)
    return { ok: false, problem: { kind: 'command-failed', what: 'scan', exit: output.exit, lines: stderrLines(output.stderr) } };
  if (!read.ok) return read;
  const sections = read.value;
  const lines = (name: string): readonly string[] => (sections.get(name) ?? none).lines;
  const notes = newNotes();
  const system = readSystem(lines('system'), notes);
  const { like, ...os } = readOs(lines('os'), system.debianVersion);
  const clockSkewSeconds = readSkew(lines('clock'), output.firstByteAt, options.sentAt, notes);
  const root = system.uid === '0';
  const supported = system.apt && [os.id, ...like.split(' ')].some((id) => id === 'debian' || id === 'ubuntu');
  if (!supported) notes.warnings.push({ kind: 'unsupported-host', os: os.pretty });
  const apt = supported
    ? readApt(sections, { refresh: options.refresh, root, refreshedAt: output.firstByteAt, clockSkewSeconds }, notes)
    : noApt;
  const newest = newestKernel(system, apt.packages);
  const units = readUnits(lines('units'), notes);
  const facts: HostFacts = {
    platform: supported ? 'apt' : 'unsupported',
    os,
    hostname: system.hostname,
    kernel: { running: system.kernel, newest, machine: system.machine },
    bootId: system.boot,
    uptimeSeconds: system.uptime,
    clockSkewSeconds,
    hardware: system.hardware,
    packages: apt.packages,
    updates: apt.updates,
    lists: apt.lists,
    services: units.services,
    failedUnits: units.failed,
    listeners: readListeners(lines('listeners'), notes),
    reboot: rebootState(system, apt.packages, newest),
    staleProcesses: readStale(lines('stale'), notes),
    space: readSpace(lines('space'), notes),
    packageState: apt.packageState,
    configsAside: readConfigsAside(lines('configs'), notes),
    rights: root ? 'root' : 'none',
    unseen: [],
  };
  failedTools(sections, notes);
  if (output.denied) notes.warnings.push(output.denied);
  if (Math.abs(clockSkewSeconds) > SKEW_WARNING_SECONDS) notes.warnings.push({ kind: 'clock-skew', seconds: clockSkewSeconds });
  notes.finish();
  const unseen = [...whatIsHidden(system, sections, root), ...notes.unseen].slice(0, 32);
  // The parts are read line by line; this bounds the whole, and is what the store may rely on.
  const bounded = HostFacts.safeParse({ ...facts, unseen });
  if (!bounded.success) return fail({ kind: 'cannot-parse', what: 'scan', line: cleanText(bounded.error.issues[0]?.message ?? '', 500) });
  return ok({ facts: bounded.data, warnings: notes.warnings, refreshProblem: apt.refreshProblem });
}

const noApt: ReturnType<typeof readApt> = {
  packages: [],
  updates: [],
  lists: { at: null, refreshed: false },
  packageState: { interrupted: false, audit: [] },
  refreshProblem: null,
};

/**
 * The host read its clock somewhere between our sending and the first byte that came back. Only what lies outside
 * of that span is skew, so a slow way to the host never looks like a wrong clock. Seconds; positive is ahead of us.
 */
function readSkew(lines: readonly string[], firstByteAt: number, sentAt: number, notes: Notes): number {
  // busybox knows no nanoseconds and leaves "%N" or nothing behind the dot.
  const match = /^(\d{1,11})(\.\d{1,9})?(?:\.(?:%N)?)?$/.exec(lines[0] ?? '');
  if (!match) {
    notes.unknown('clock', lines[0] ?? '(nothing)');
    return 0;
  }
  const host = Number(`${match[1] ?? ''}${match[2] ?? ''}`);
  // A clock without a fraction was up to one second further.
  const late = host - firstByteAt / 1000;
  const early = host + (match[2] ? 0 : 1) - sentAt / 1000;
  return late > 0 ? late : early < 0 ? early : 0;
}

/** apt-get is judged by what it says, `dpkg --audit` by what it lists; all others by how they ended. */
const judgedElsewhere = new Set(['upgrade', 'refresh', 'audit']);
const known = new Set([
  ...judgedElsewhere,
  'clock',
  'os',
  'system',
  'space',
  'stale',
  'listeners',
  'units',
  'journal',
  'configs',
  'packages',
  'lists',
  'sources',
  'candidates',
]);

function failedTools(sections: Sections, notes: Notes): void {
  for (const [name, section] of sections) {
    if (!known.has(name.replace(/\.err$/, ''))) notes.unknown('section', name);
    if (section.exit === 0 || judgedElsewhere.has(name)) continue;
    const said = (sections.get(`${name}.err`) ?? none).lines.slice(0, 20).map((line) => cleanText(line));
    notes.warnings.push({ kind: 'command-failed', what: `scan: ${name}`, exit: section.exit, lines: said });
  }
}

/** In words for the technician: what, and why. */
function whatIsHidden(system: SystemFacts, sections: Sections, root: boolean): string[] {
  const withSs = !sections.get('listeners')?.lines.some((line) => line.startsWith('table '));
  return [
    ...(root
      ? []
      : [
          "process names of other users' ports: needs administrator rights",
          "other users' processes on old libraries: needs administrator rights",
          'serial number: needs administrator rights',
        ]),
    ...(withSs ? [] : ['process names of ports: ss (package iproute2) is not installed']),
    ...(system.systemd ? [] : ['services and failed units: systemd does not run on this host']),
    ...(system.container ? [`kernel: ${system.hardware.virtualisation ?? 'a container'} runs on the kernel of its own host`] : []),
  ];
}

function stderrLines(bytes: Uint8Array): string[] {
  return new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter(Boolean)
    .slice(-20)
    .map((line) => cleanText(line));
}
