import type { Migration } from '../migrate.ts';
import { first } from './0001-first.ts';
import { credentials } from './0002-credentials.ts';
import { vulnerabilities } from './0003-vulnerabilities.ts';
import { policies } from './0005-policies.ts';
import { rings } from './0006-rings.ts';
import { retention } from './0008-retention.ts';

/** In order. One file and one test each; a migration that was released is never edited. */
export const migrations: readonly Migration[] = [first, credentials, vulnerabilities, policies, rings, retention];
