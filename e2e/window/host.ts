import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Change } from '../../src/shared/contract/contract.ts';
import { startBrowser } from '../../src/main/shells/chromium/browser.ts';
import { openProfile } from '../../src/main/shells/chromium/profile.ts';
import { browserUser } from '../../src/main/shells/chromium/user.ts';
import { openWindow } from '../../src/main/shells/chromium/window.ts';
import { openBundle } from '../../src/main/shells/serve/bundle.ts';
import { openCrashLog } from '../../src/main/shells/serve/crash-log.ts';
import { findBrowser } from '../../src/main/shells/serve/find-browser.mjs';
import { fakeEngine } from './fake-engine.ts';

/**
 * The Chromium window's host with a fake engine and a tiny page, as a process of its own that a test can kill.
 * On stdin one JSON change a line; on stdout one JSON line for everything that happens.
 * Arguments: the data folder, and "headed" or "headless".
 */
const [dataFolder = '', look] = process.argv.slice(2);
const report = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
const { env, pid, platform } = process;
const user = browserUser({ platform, isRoot: process.getuid?.() === 0, env, pid });
if (!user.ok) throw new Error(JSON.stringify(user.problem));
const profile = openProfile(dataFolder, user.value, env);
const { engine, received, tell } = fakeEngine();
const program = findBrowser(env, platform);
if (program === null) throw new Error('no browser');
const started = performance.now();
const options = { program, user: user.value, profile, headless: look === 'headless', debugPort: env['PATCHBAY_DEBUG_PORT'] === '0', env };
const bundle = openBundle(join(import.meta.dirname, 'page'));
const notices = { say: (tone: string, text: string) => report({ notice: `${tone}: ${text}` }) };
const downloadFolder = join(dataFolder, 'Downloads');
const window = openWindow(startBrowser(options), profile, { bundle, engine, notices, log: openCrashLog(dataFolder), downloadFolder });
await window.opened;
report({ opened: Math.round(performance.now() - started), profile: profile.folder });
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'received') report({ received });
  else if (line === 'close') void window.close();
  else tell(Change.parse(JSON.parse(line)));
});
const reason = await window.closed;
profile.remove();
report({ closed: reason });
process.exit(0);
