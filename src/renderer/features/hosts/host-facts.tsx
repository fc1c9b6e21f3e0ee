import type { ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import type { HostFacts, Space } from '../../../shared/domain/facts.ts';
import { t } from '../../texts/index.ts';
import { bytes, plural, seconds, when } from '../../ui/format.ts';
import { Facts, Section } from '../../ui/pane.tsx';
import { Meter } from '../../ui/progress.tsx';
import { State } from '../../ui/state.tsx';
import { Tags } from './host-columns.tsx';
import { wayIn } from './way-in.ts';

const d = t.hosts.detail;
const w = t.hostFacts;

/** The left column: what the machine is, and what the shop says about it. */
export function HostFactsColumn({ detail: { row, facts, unseen } }: { detail: CallOutput<'hosts.get'> }): ReactNode {
  const { host } = row;
  return (
    <section aria-label={w.column} tabIndex={0}>
      {facts && <SystemFacts facts={facts} />}
      {unseen.length > 0 && (
        <Section title={d.unseen}>
          <ul className="stack" style={{ gap: 4 }}>
            {unseen.map((line) => (
              <li key={line}>
                <State of="unknown">{line}</State>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={d.wayIn}>
        <Facts
          rows={[
            ...wayIn(host),
            [t.hosts.columns.tags, host.tags.length > 0 ? <Tags tags={host.tags} /> : t.common.none],
            ...(host.notes ? [[t.hostForm.notes, host.notes] as const] : []),
          ]}
        />
      </Section>
    </section>
  );
}

function SystemFacts({ facts }: { facts: HostFacts | Omit<HostFacts, 'packages'> }): ReactNode {
  const { hardware: hw, kernel, lists, reboot } = facts;
  const newerKernel = kernel.newest !== null && kernel.newest !== kernel.running;
  return (
    <>
      <Section title={d.system}>
        <Facts
          rows={[
            [w.os, facts.os.pretty],
            [w.kernel, newerKernel ? w.kernelNewer(kernel.running, kernel.newest ?? '') : kernel.running],
            [w.up, seconds(facts.uptimeSeconds)],
            [w.reboot, reboot.required ? <State of="reboot">{reboot.reasons.join(', ') || w.needed}</State> : w.notNeeded],
            [w.lists, lists.at ? when(lists.at) : <State of="unknown">{w.noLists}</State>],
            [w.rights, facts.rights === 'root' ? w.root : w.none],
            ...(facts.failedUnits.length > 0 ? [[w.failed, <State of="failed">{facts.failedUnits.join(', ')}</State>] as const] : []),
            ...(facts.staleProcesses.length > 0
              ? [[w.stale, <State of="differs">{plural(facts.staleProcesses.length, 'process', 'processes')}</State>] as const]
              : []),
            ...(facts.configsAside.length > 0 ? [[w.configs, facts.configsAside.join(', ')] as const] : []),
            ...(facts.packageState.interrupted ? [[w.dpkg, <State of="failed">{w.interrupted}</State>] as const] : []),
          ]}
        />
      </Section>
      <Section title={d.hardware}>
        <Facts
          rows={[
            [w.model, [hw.vendor, hw.model].filter(Boolean).join(' ') || t.common.notKnown],
            ...(hw.virtualisation ? [[w.virtual, hw.virtualisation] as const] : []),
            ...(hw.serial ? [[w.serial, hw.serial] as const] : []),
            [w.cpu, `${hw.cores} x ${hw.cpu}`],
            [w.memory, bytes(hw.memoryBytes)],
            ...hw.disks.map((disk) => [disk.name, `${bytes(disk.bytes)}${disk.model ? `, ${disk.model}` : ''}`] as const),
          ]}
        />
      </Section>
      <Section title={d.space}>
        <Facts rows={facts.space.map((space) => [space.path, <SpaceLine key={space.path} space={space} />] as const)} />
      </Section>
    </>
  );
}

const LOW = 0.1;

function SpaceLine({ space }: { space: Space }): ReactNode {
  const low = space.freeBytes < LOW * space.totalBytes;
  const words = w.free(bytes(space.freeBytes), bytes(space.totalBytes));
  const used = space.totalBytes - space.freeBytes;
  return (
    <span>
      {low ? <State of="differs">{words}</State> : words}
      <Meter
        label={w.used(space.path)}
        words={words}
        value={used}
        of={space.totalBytes}
        segments={[{ share: used, tone: low ? 'warn' : 'live' }]}
      />
    </span>
  );
}
