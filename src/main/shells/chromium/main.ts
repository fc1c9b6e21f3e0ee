import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explain } from '../../../shared/domain/problem.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { openCrashLog } from '../serve/crash-log.ts';
import type { CrashLog } from '../serve/crash-log.ts';
import { findBrowser } from '../serve/find-browser.mjs';
import { takeLock } from '../serve/lock.ts';
import { texts } from '../serve/texts.ts';
import { startBrowser } from './browser.ts';
import { openProfile } from './profile.ts';
import { hearKnocks, knock } from './second-start.ts';
import { browserUser } from './user.ts';

/**
 * The Chromium window's host: the engine in this process, its page in a browser that ends with it. The browser takes the
 * longest to start, so it is started first, by little code; the engine is loaded and built beside it.
 */
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
  const profile = openProfile(dataFolder, user.value, env);
  const debugPort = env['PATCHBAY_DEBUG_PORT'] === '0';
  const browser = startBrowser({ program, user: user.value, profile, headless: values.headless, debugPort, env });
  // Compiled once and read from then on: half of what loading the engine takes. It is of the code alone.
  enableCompileCache(join(dataFolder, 'compiled'));
  const { runWindow } = await import('./run-window.ts');
  const ended = await runWindow({ browser, profile, dataFolder, log, knocks, debugPort });
  taken.lock.release();
  if (!ended.ok) return refuse(ended.problem);
  return ended.value === null ? 0 : complain(ended.value);
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
