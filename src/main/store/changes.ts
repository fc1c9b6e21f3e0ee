import type { z } from 'zod';
import type { Listener, Package } from '../../shared/domain/facts.ts';
import type { Steady } from './facts-parts.ts';

/** What two scans that follow each other differ in: only what ended and what began. */
export interface Difference {
  readonly packages: { readonly ended: readonly Package[]; readonly began: readonly Package[] };
  /** The sections that are not the same, before and after. */
  readonly before: Sections;
  readonly after: Sections;
  readonly counts: { readonly before: Counts; readonly after: Counts };
}
type Sections = Partial<z.infer<typeof Steady>>;
export interface Counts {
  readonly updates: number;
  readonly security: number;
}

const byPackage = (items: readonly Package[]): Map<string, Package[]> => Map.groupBy(items, (item) => `${item.name}:${item.arch}`);

function samePackage(name: string, before: Package, after: Package): string[] {
  const words: string[] = [];
  if (before.version !== after.version) words.push(`${name} ${before.version} -> ${after.version}`);
  if (before.held !== after.held) words.push(after.held ? `${name} is held` : `${name} is no longer held`);
  if (before.healthy !== after.healthy) words.push(after.healthy ? `${name} is fully installed again` : `${name} is not fully installed`);
  return words;
}

function packageWords({ ended, began }: Difference['packages']): string[] {
  const gone = byPackage(ended);
  const come = byPackage(began);
  return [...new Set([...gone.keys(), ...come.keys()])].sort().flatMap((key) => {
    const before = gone.get(key) ?? [];
    const after = come.get(key) ?? [];
    const [was] = before;
    const [is] = after;
    if (was && is && before.length === 1 && after.length === 1) return samePackage(is.name, was, is);
    return [...before.map((one) => `${one.name} ${one.version} removed`), ...after.map((one) => `${one.name} ${one.version} installed`)];
  });
}

/** Only where a section differs do `before` and `after` hold it. */
function valueWords({ before, after }: Difference): string[] {
  const words: string[] = [];
  if (before.bootId !== after.bootId) words.push('rebooted');
  if (before.kernel && after.kernel && before.kernel.running !== after.kernel.running)
    words.push(`kernel ${before.kernel.running} -> ${after.kernel.running}`);
  if (before.os && after.os && before.os.pretty !== after.os.pretty) words.push(`system ${before.os.pretty} -> ${after.os.pretty}`);
  if (before.hostname !== after.hostname) words.push(`host name ${before.hostname} -> ${after.hostname}`);
  if (before.reboot && after.reboot && before.reboot.required !== after.reboot.required)
    words.push(after.reboot.required ? 'reboot required' : 'reboot no longer required');
  if (before.hardware && after.hardware) words.push('hardware changed');
  if (before.rights !== after.rights) words.push(after.rights === 'root' ? 'read with full rights' : 'read without administrator rights');
  return words;
}

/** From here on the kernel hands out ports by itself (ip(7), ip_local_port_range): such a UDP port says nothing. */
const FIRST_EPHEMERAL = 32_768;
const listenerWords = (listeners: readonly Listener[]): string[] =>
  listeners
    .filter(({ protocol, port }) => protocol === 'tcp' || port < FIRST_EPHEMERAL)
    .map(({ protocol, address, port, process }) => `${protocol} ${address} port ${port}${process ? ` (${process})` : ''}`);

const missing = (all: readonly string[], from: readonly string[]): string[] => {
  const known = new Set(from);
  return [...new Set(all)].filter((one) => !known.has(one));
};

function listWords({ before, after }: Difference): string[] {
  const [failedBefore, failedAfter] = [before.failedUnits ?? [], after.failedUnits ?? []];
  const [openBefore, openAfter] = [listenerWords(before.listeners ?? []), listenerWords(after.listeners ?? [])];
  return [
    ...missing(failedAfter, failedBefore).map((unit) => `${unit} failed`),
    ...missing(failedBefore, failedAfter).map((unit) => `${unit} no longer failed`),
    ...missing(openAfter, openBefore).map((port) => `listens on ${port}`),
    ...missing(openBefore, openAfter).map((port) => `no longer listens on ${port}`),
  ];
}

function countWords({ counts: { before, after } }: Difference): string[] {
  if (before.updates === after.updates && before.security === after.security) return [];
  return [`updates outstanding ${before.updates} -> ${after.updates}, security ${before.security} -> ${after.security}`];
}

/** In words, the most telling first. What nobody needs to know (a new origin, say) is left out. */
export const inWords = (difference: Difference): string[] => [
  ...valueWords(difference),
  ...listWords(difference),
  ...packageWords(difference.packages),
  ...countWords(difference),
];
