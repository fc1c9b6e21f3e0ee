import { join } from 'node:path';
import { fail } from '../../../shared/domain/result.ts';
import type { Press } from './make.ts';

/** A computer without a browser. */
export const noPress = (folder: string): Press => ({
  fonts: () => ({ faces: [] }),
  open: () => Promise.resolve(fail({ kind: 'not-printed', reason: 'no-browser', detail: '' })),
  version: '0',
  folder: join(folder, 'reports'),
});
