import { debian } from './debian/index.ts';
import type { Ecosystem, Release } from './ecosystem.ts';

/** Every distribution that can be judged. One more is a folder and a line here. */
export const ecosystems: readonly Ecosystem[] = [debian];

/** "debian:12" or "bookworm" for instance; null where nobody knows it. */
export function findRelease(text: string): { readonly ecosystem: Ecosystem; readonly release: Release } | null {
  for (const ecosystem of ecosystems) {
    const release = ecosystem.release(text.trim());
    if (release) return { ecosystem, release };
  }
  return null;
}

/** What can be asked for, for a message. */
export const releaseForms = (): string => ecosystems.map((one) => one.forms).join('; ');
