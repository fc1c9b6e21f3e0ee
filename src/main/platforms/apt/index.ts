import type { Platform } from '../platform.ts';
import { preview, previewRollback } from './preview.ts';
import { status } from './report.ts';
import { expireKits, launch, reboot, repair, resume, retry } from './run.ts';

/** Debian, Ubuntu and their kin. */
export const apt: Platform = { id: 'apt', preview, previewRollback, launch, status, resume, retry, reboot, repair, expireKits };
