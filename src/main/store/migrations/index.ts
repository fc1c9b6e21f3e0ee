import type { Migration } from '../migrate.ts';
import { first } from './0001-first.ts';

/** In order. One file and one test each; a migration that was released is never edited. */
export const migrations: readonly Migration[] = [first];
