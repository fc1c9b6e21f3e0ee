import { plural } from '../ui/format.ts';

const hostsOf = (n: number): string => plural(n, 'host');

/** What plots say, and the buttons that turn them into tables. */
export const plots = {
  table: 'Table',
  plot: 'Plot',
  timeline: {
    button: 'Timeline',
    region: 'Timeline of the deployment',
    kinds: {
      waiting: 'Waiting',
      running: 'Running',
      done: 'Done',
      failed: 'Failed',
      unreachable: 'Unreachable, host works on',
      planned: 'Planned, about',
    },
    now: 'now',
    noData: 'No host',
    label: (hosts: number, parts: string) => `Timeline of ${hostsOf(hosts)}: ${parts}`,
    done: (n: number) => `${n} done`,
    waits: {
      paused: 'Waits: deployment paused',
      ring: (ring: number) => `Waits for ring ${ring}`,
      turn: (atATime: number) => `Waits: ${hostsOf(atATime)} at a time`,
    },
  },
  load: {
    button: 'Download and disk',
    download: 'Download per host',
    disk: 'Disk per host',
    downloadLabel: (hosts: number, all: string) => `Download of ${hostsOf(hosts)}: ${all} in all`,
    diskLabel: (hosts: number, tight: number) =>
      `Disk of ${hostsOf(hosts)}: ${tight === 0 ? 'all have enough room' : `${tight} with too little room`}`,
    toLoad: 'To download',
    before: 'Free before',
    need: 'Needed',
    after: 'Free afterwards',
    short: 'Needed, too little room',
    host: 'Host',
    path: 'Path',
    unknown: 'Not known',
    none: 'No host has answered yet',
    needs: (path: string, need: string, free: string) => `${path} needs ${need} of ${free}`,
  },
};
