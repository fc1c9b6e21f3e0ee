import { alpine } from './alpine/index.ts';
import { arch } from './arch/index.ts';
import { debian } from './debian/index.ts';
import { windows } from './windows/index.ts';
import type { Ecosystem, Release } from './ecosystem.ts';
import { rpmEcosystems } from './rpm/index.ts';
import { ubuntu } from './ubuntu/index.ts';

/** Every distribution that can be judged. One more is a folder and a line here. */
const ecosystems: readonly Ecosystem[] = [debian, ubuntu, ...rpmEcosystems, alpine, arch, windows];

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
