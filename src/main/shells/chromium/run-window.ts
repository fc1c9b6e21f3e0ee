import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../../shared/contract/contract.ts';
import { ok, type Result } from '../../../shared/domain/result.ts';
import { projectFolder } from '../../resources.ts';
import { compose } from '../compose.ts';
import { openDeployments } from '../serve/attention.ts';
import { openBundle } from '../serve/bundle.ts';
import type { CrashLog } from '../serve/crash-log.ts';
import { downloadFolder } from '../serve/download-folder.ts';
import { texts } from '../serve/texts.ts';
import type { Browser } from './browser.ts';
import { sayDebugPort } from './debug-port.ts';
import type { Profile } from './profile.ts';
import type { hearKnocks } from './second-start.ts';
import { openWindow } from './window.ts';

interface Started {
  /** Just started; it shows nothing before the window is opened in it. */
  readonly browser: Browser;
  readonly profile: Profile;
  readonly dataFolder: string;
  readonly log: CrashLog;
  readonly knocks: ReturnType<typeof hearKnocks>;
  readonly debugPort: boolean;
}

/** The window from its opening to its end: null where a person closed it, else what went wrong. */
export async function runWindow({ browser, profile, dataFolder, log, knocks, debugPort }: Started): Promise<Result<string | null>> {
  const composed = await compose({ dataFolder, shell: 'chromium', drive: true });
  if (!composed.ok) {
    browser.process.kill('SIGKILL');
    await browser.ended;
    profile.remove();
    return composed;
  }
  const { engine, notices } = composed.value;
  const bundle = openBundle(join(projectFolder, 'dist', 'renderer'));
  const inside = { bundle, engine, notices, log, downloadFolder: downloadFolder(process.env, process.platform, homedir()) };
  const window = openWindow(browser, profile, inside);
  knocks.answerWith(() => window.raise());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void window.close());
  if (debugPort) void window.opened.then(() => sayDebugPort(profile.folder));
  const reason = await window.closed;
  profile.remove();
  await sayWhatGoesOn(engine);
  await composed.value.close();
  return ok(reason);
}

/** The browser's window cannot be held back, so what becomes of an open deployment is said where the start was. */
async function sayWhatGoesOn(engine: Engine): Promise<void> {
  const open = await openDeployments(engine);
  if (open > 0) process.stderr.write(`${texts.quitTitle(open)}. ${texts.quitDetail}\n`);
}
