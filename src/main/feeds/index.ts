import { debianSecuritySupport } from './debian-security-support/index.ts';
import { debianTracker } from './debian-tracker/index.ts';
import { endoflife } from './endoflife/index.ts';
import { epss } from './epss/index.ts';
import { kev } from './kev/index.ts';

/** Every feed that Patchbay knows; feeds.test.ts compares this with the folders. How to add one: docs/adding-a-feed.md. */
export const feeds = { debianTracker, debianSecuritySupport, kev, epss, endoflife } as const;
