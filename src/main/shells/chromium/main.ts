import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { explain } from '../../../shared/domain/problem.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { projectFolder } from '../../resources.ts';
import { compose } from '../compose.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { openBundle } from '../serve/bundle.ts';
import { findBrowser } from '../serve/find-browser.mjs';
import { takeLock } from '../serve/lock.ts';
import { openProfile } from './profile.ts';
import { sayDebugPort } from './debug-port.ts';
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
  const taken = takeLock(dataFolder);
  if ('heldBy' in taken) return complain(`Patchbay is already open (process ${taken.heldBy}) on ${dataFolder}.`);
  const composed = await compose({ dataFolder, shell: 'chromium', drive: true });
  if (!composed.ok) return (taken.lock.release(), refuse(composed.problem));
  const profile = openProfile(dataFolder, user.value, env);
  const debugPort = env['PATCHBAY_DEBUG_PORT'] === '0';
  const options = { program, user: user.value, profile, headless: values.headless, debugPort, env };
  const window = openWindow(options, openBundle(join(projectFolder, 'dist', 'renderer')), composed.value.engine);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void window.close());
  if (debugPort) void window.opened.then(() => sayDebugPort(profile.folder));
  const reason = await window.closed;
  profile.remove();
  await composed.value.close();
  taken.lock.release();
  return reason === null ? 0 : complain(reason);
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
