import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { HostFacts } from '../../../shared/domain/facts.ts';
import { t } from '../../texts/index.ts';
import { bytes, count, seconds, when } from '../../ui/format.ts';

type Facts = NonNullable<CallOutput<'hosts.get'>['facts']>;

/** One thing that the newest scan says, as text: to sort, filter, copy and export. */
export interface FactRow {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

const w = t.hostFacts;
const d = t.hosts.detail;
type Line = readonly [name: string, value: string];

/** Everything that a scan says of a host and that has no table of its own. */
export const factRows = (facts: Facts): readonly FactRow[] =>
  Object.entries({
    [d.system]: systemLines(facts),
    [d.hardware]: hardwareLines(facts.hardware),
    [d.space]: facts.space.map(({ path, freeBytes, totalBytes, freeInodes }): Line => [
      path,
      `${w.free(bytes(freeBytes), bytes(totalBytes))}, ${w.freeFiles(count(freeInodes))}`,
    ]),
    [w.failed]: facts.failedUnits.map((unit): Line => [unit, w.failedUnit]),
    [w.stale]: facts.staleProcesses.map(({ pid, command, unit, files }): Line => [
      `${command} (${pid})`,
      [unit, ...files].filter(Boolean).join(', '),
    ]),
    [w.packageManager]: packageLines(facts),
  }).flatMap(([section, lines]) => lines.map(([name, value]) => ({ section, name, value })));

const systemLines = ({ os, hostname, kernel, bootId, uptimeSeconds, clockSkewSeconds, reboot, rights }: Facts): readonly Line[] => [
  [w.os, os.pretty],
  [w.hostname, hostname],
  [w.kernel, kernel.running],
  [w.newestKernel, kernel.newest ?? t.common.notKnown],
  [w.machine, kernel.machine],
  [w.up, seconds(uptimeSeconds)],
  [w.boot, bootId],
  [w.clock, w.clockOff(clockSkewSeconds)],
  [w.reboot, reboot.required ? reboot.reasons.join(', ') || w.needed : w.notNeeded],
  [w.rights, rights === 'root' ? w.root : w.none],
];

const hardwareLines = (hw: HostFacts['hardware']): readonly Line[] => [
  [w.model, [hw.vendor, hw.model].filter(Boolean).join(' ') || t.common.notKnown],
  [w.virtual, hw.virtualisation ?? t.common.none],
  [w.serial, hw.serial ?? t.common.notKnown],
  [w.cpu, `${hw.cores} x ${hw.cpu}`],
  [w.memory, bytes(hw.memoryBytes)],
  ...hw.disks.map(({ name, bytes: size, model }): Line => [name, [bytes(size), model].filter(Boolean).join(', ')]),
];

const packageLines = ({ platform, lists, packageState, configsAside }: Facts): readonly Line[] => [
  [w.platform, platform],
  [w.lists, lists.at ? when(lists.at) : w.noLists],
  [w.dpkg, packageState.interrupted ? w.interrupted : w.sound],
  ...packageState.audit.map((line): Line => [w.audit, line]),
  ...configsAside.map((path): Line => [w.configs, path]),
];
