import type { HostFacts } from './facts.ts';

/** What a scan says of things that can come and go by themselves. */
export type Fleeting = Pick<HostFacts, 'services' | 'failedUnits' | 'listeners'>;

export const unitKey = (name: string): string => `unit ${name}`;
export const failedUnitKey = (name: string): string => `failed unit ${name}`;
export const listenerKey = ({ port, protocol, address }: HostFacts['listeners'][number]): string => `${port}/${protocol} on ${address}`;

const KEPT = 200;

/**
 * What changed at least twice over these scans, oldest first, between which nothing was installed or removed. One change
 * proves nothing: somebody may have mended it. What went and came back, or came and went, flaps by itself.
 */
export function flapping(scans: readonly Fleeting[]): string[] {
  const seen = scans.map(present);
  const all = new Set(seen.flatMap((one) => [...one]));
  const turns = (key: string): number => seen.filter((one, at) => at > 0 && one.has(key) !== seen[at - 1]!.has(key)).length;
  return [...all].filter((key) => turns(key) > 1).slice(0, KEPT);
}

const present = ({ services, failedUnits, listeners }: Fleeting): Set<string> =>
  new Set([
    ...services.filter((unit) => unit.active === 'active').map((unit) => unitKey(unit.name)),
    ...failedUnits.map(failedUnitKey),
    ...listeners.map(listenerKey),
  ]);
