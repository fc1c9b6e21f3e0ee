import type { Release } from '../ecosystem.ts';

/** Those that secdb has; https://secdb.alpinelinux.org */
export const ALPINE_BRANCHES = [...Array.from({ length: 15 }, (_, at) => `3.${at + 10}`), 'edge'] as const;

export const alpineId = (branch: string): string => `alpine:${branch}`;

/** "alpine:3.20", "alpine:3.20.3" or "alpine:edge". */
export function alpineRelease(text: string): Release | null {
  const [, branch] = /^alpine:v?(edge|\d+\.\d+)(?:\.\d+)?$/.exec(text.toLowerCase()) ?? [];
  if (branch === undefined) return null;
  const endOfLife = branch === 'edge' ? null : { product: 'alpine-linux', cycle: branch };
  return { id: alpineId(branch), name: `Alpine ${branch}`, endOfLife };
}
