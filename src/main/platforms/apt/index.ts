import type { Platform } from '../platform.ts';
import { preview, previewRollback } from './preview.ts';
import { rehearsalResult } from './rehearsal.ts';
import { rehearsalStatus, status } from './report.ts';
import { cancelRehearsal, expireKits, launch, reboot, rehearse, repair, resume, retry } from './run.ts';

/** Debian, Ubuntu and their kin. */
export const apt: Platform = {
  id: 'apt',
  preview,
  previewRollback,
  launch,
  status,
  resume,
  retry,
  reboot,
  repair,
  rehearse,
  rehearsalStatus,
  rehearsalResult,
  cancelRehearsal,
  expireKits,
};
