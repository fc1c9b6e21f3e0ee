import { setImmediate } from 'node:timers/promises';
import type { CvssFact, Due, FindingRow } from '../../../shared/contract/vulnerabilities.ts';
import { holds, type Exception } from '../../../shared/domain/exception.ts';
import { releaseOf } from './releases.ts';
