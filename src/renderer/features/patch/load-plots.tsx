import { useCallback, useMemo, type ReactNode } from 'react';
import type { HostPlan } from '../../../shared/domain/plan.ts';
import { barsScene, type Bar } from '../../../shared/plots/bars.ts';
import { t } from '../../texts/index.ts';
import { bytes } from '../../ui/format.ts';
import { Plot } from '../../ui/plots/plot.tsx';

const w = t.plots.load;
const buttons = { table: t.plots.table, plot: t.plots.plot };

/** What a plan costs each host: bytes to download, and room on its fullest disk. Hosts without an answer say so. */
export function LoadPlots({ hosts }: { hosts: readonly HostPlan[] }): ReactNode {
  const load = useMemo(() => downloads(hosts), [hosts]);
  const disk = useMemo(() => disks(hosts), [hosts]);
  const total = hosts.reduce((sum, host) => sum + (host.transaction?.downloadBytes ?? 0), 0);
  const drawLoad = useCallback(
    (width: number) => scene(width, load, w.downloadLabel(hosts.length, bytes(total)), [{ tone: 'live', fill: 'solid', text: w.toLoad }]),
    [load, hosts.length, total],
  );
  const drawDisk = useCallback(
    (width: number) => scene(width, disk, w.diskLabel(hosts.length, hosts.filter(isTight).length), DISK_LEGEND),
    [disk, hosts],
  );
  return (
    <div className="plot-page" role="group" aria-label={w.button} tabIndex={0}>
      <Plot
        title={w.download}
        words={buttons}
        draw={drawLoad}
        table={{
          heads: [w.host, w.toLoad],
          rows: hosts.map((host) => [host.hostName, host.transaction ? bytes(host.transaction.downloadBytes) : w.unknown]),
        }}
      />
      <Plot
        title={w.disk}
        words={buttons}
        draw={drawDisk}
        table={{ heads: [w.host, w.path, w.before, w.need, w.after], rows: hosts.flatMap(diskRows) }}
      />
    </div>
  );
}

const DISK_LEGEND = [
  { tone: 'live', fill: 'solid', text: w.need },
  { tone: 'bad', fill: 'framed', text: w.short },
  { tone: 'idle', fill: 'outline', text: w.after },
] as const;

const scene = (
  width: number,
  bars: readonly Bar[],
  label: string,
  legend: Parameters<typeof barsScene>[0]['legend'],
): ReturnType<typeof barsScene> => barsScene({ width, bars, label, legend, number: bytes, noData: bars.length === 0 ? w.none : w.unknown });

type Space = NonNullable<HostPlan['transaction']>['space'][number];
/** The one with the least room left: where one is short, no other matters. */
const fullest = (host: HostPlan): Space | undefined =>
  host.transaction?.space.toSorted((a, b) => a.freeBytes - a.needBytes - (b.freeBytes - b.needBytes))[0];
const isTight = (host: HostPlan): boolean => host.transaction?.space.some((one) => one.needBytes > one.freeBytes) ?? false;

function downloads(hosts: readonly HostPlan[]): Bar[] {
  return hosts
    .toSorted((a, b) => (b.transaction?.downloadBytes ?? -1) - (a.transaction?.downloadBytes ?? -1))
    .map(({ hostName, transaction }) => {
      if (!transaction) return { name: hostName, segments: null, words: '' };
      const value = transaction.downloadBytes;
      const segments = [{ value, tone: 'live', fill: 'solid', title: `${hostName}: ${bytes(value)}` }] as const;
      return { name: hostName, words: bytes(value), segments };
    });
}

function disks(hosts: readonly HostPlan[]): Bar[] {
  return hosts
    .toSorted((a, b) => Number(isTight(b)) - Number(isTight(a)) || share(b) - share(a))
    .map((host) => {
      const space = fullest(host);
      if (!space) return { name: host.hostName, segments: null, words: '' };
      const { path, needBytes, freeBytes } = space;
      const isShort = needBytes > freeBytes;
      const title = w.needs(path, bytes(needBytes), bytes(freeBytes));
      const need = { value: needBytes, tone: isShort ? 'bad' : 'live', fill: isShort ? 'framed' : 'solid', title } as const;
      const after = { value: Math.max(0, freeBytes - needBytes), tone: 'idle', fill: 'outline', title } as const;
      return { name: host.hostName, words: title, segments: [need, after] };
    });
}

function share(host: HostPlan): number {
  const space = fullest(host);
  return space ? space.needBytes / Math.max(1, space.freeBytes) : -1;
}

const diskRows = ({ hostName, transaction }: HostPlan): string[][] =>
  transaction
    ? transaction.space.map(({ path, freeBytes, needBytes }) => [
        hostName,
        path,
        bytes(freeBytes),
        bytes(needBytes),
        bytes(freeBytes - needBytes),
      ])
    : [[hostName, w.unknown, '', '', '']];
