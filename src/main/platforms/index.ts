import { apt } from './apt/index.ts';
import type { Platform } from './platform.ts';

/** One line a package manager. */
export const platforms: Readonly<Record<'apt', Platform>> = { apt };
