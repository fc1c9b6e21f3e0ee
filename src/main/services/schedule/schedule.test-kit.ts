import { join } from 'node:path';
import { fileLock } from '../../store/driver-lock.ts';
import type { Tools } from './kinds.ts';
import { Scheduler } from './scheduler.ts';
import { SystemTimer } from './system-timer/system-timer.ts';

/** What an engine of a test needs beside its tools; touches nothing of this computer's scheduler. */
export const scheduleParts = (tools: Tools, folder: string): { scheduler: Scheduler; timer: SystemTimer } => ({
  scheduler: new Scheduler(tools, fileLock(join(folder, 'schedule.lock'))),
  timer: new SystemTimer({ platform: 'linux', home: join(folder, 'home'), env: {}, command: null }),
});
