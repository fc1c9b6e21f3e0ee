import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explain } from '../../../shared/domain/problem.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { projectFolder } from '../../resources.ts';
import { compose } from '../compose.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { openDeployments } from '../serve/attention.ts';
import { openBundle } from '../serve/bundle.ts';
import { openCrashLog } from '../serve/crash-log.ts';
import type { CrashLog } from '../serve/crash-log.ts';
import { downloadFolder } from '../serve/download-folder.ts';
import { findBrowser } from '../serve/find-browser.mjs';
import { takeLock } from '../serve/lock.ts';
import { texts } from '../serve/texts.ts';
import { openProfile } from './profile.ts';
import { sayDebugPort } from './debug-port.ts';
import { hearKnocks, knock } from './second-start.ts';
import { browserUser } from './user.ts';
import { openWindow } from './window.ts';

/** The Chromium window's host: the engine in this process, its page in a browser that ends with it. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { browser: { type: 'string' }, headless: { type: 'boolean', default: false } },
  });
  const { env, platform, pid } = process;
  const program = values.browser ?? findBrowser(env, platform);
  if (program === null) return complain('No Chromium, Chrome or Edge was found. Install one, or name it in PATCHBAY_BROWSER.');
  const user = browserUser({ platform, isRoot: process.getuid?.() === 0, env, pid });
  if (!user.ok) return refuse(user.problem);
  const dataFolder = defaultDataFolder(env, platform, homedir());
  const log = openCrashLog(dataFolder);
  watchMain(log);
  const knocks = hearKnocks(platform);
  const taken = takeLock(dataFolder, 'chromium');
  if ('heldBy' in taken) return knock(taken.heldBy, dataFolder, platform);
  const composed = await compose({ dataFolder, shell: 'chromium', drive: true });
  if (!composed.ok) return (taken.lock.release(), refuse(composed.problem));
  const { engine, notices } = composed.value;
  const profile = openProfile(dataFolder, user.value, env);
  const debugPort = env['PATCHBAY_DEBUG_PORT'] === '0';
  const options = { program, user: user.value, profile, headless: values.headless, debugPort, env };
  const bundle = openBundle(join(projectFolder, 'dist', 'renderer'));
  const window = openWindow(options, { bundle, engine, notices, log, downloadFolder: downloadFolder(env, platform, homedir()) });
  knocks.answerWith(() => window.raise());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void window.close());
  if (debugPort) void window.opened.then(() => sayDebugPort(profile.folder));
  const reason = await window.closed;
  profile.remove();
  await sayWhatGoesOn(engine);
  await composed.value.close();
  taken.lock.release();
  return reason === null ? 0 : complain(reason);
}

/** The browser's window cannot be held back, so what becomes of an open deployment is said where the start was. */
async function sayWhatGoesOn(engine: Parameters<typeof openDeployments>[0]): Promise<void> {
  const open = await openDeployments(engine);
  if (open > 0) process.stderr.write(`${texts.quitTitle(open)}. ${texts.quitDetail}\n`);
}

/** A bug in this process: its state can no longer be trusted. The browser ends with us. */
function watchMain(log: CrashLog): void {
  const end = (what: string) => (error: unknown) => {
    log.enter(what, error);
    process.stderr.write(`${texts.bug}. ${texts.bugDetail(log.file)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', end('An error that nobody caught'));
  process.on('unhandledRejection', end('A rejection that nobody handled'));
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

function refuse(problem: Problem): number {
  const { title, next } = explain(problem);
  return complain(`${title}. ${next}`);
}

process.exitCode = await main();
