/** `npm start`: sets up what is missing, then opens the window, or walks the main job in the terminal where there is no display. */
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { demo } from './demo.mjs';
import { ensureElectron } from './electron.mjs';
import { hasDisplay, ROOT, run, say } from './project.mjs';
import { entry, setUp } from './set-up.mjs';

const HELP = `npm start [-- OPTION...]
  --demo       with a fleet of real test hosts on this machine (Linux, root)
  --terminal   no window: scan this computer and show what would be done
  --electron   try again to fetch Electron
`;

entry(async () => {
  const wants = new Set(process.argv.slice(2));
  if (wants.delete('--help')) return (process.stdout.write(HELP), 0);
  const isDemo = wants.delete('--demo');
  const isTerminal = wants.delete('--terminal');
  const again = wants.delete('--electron');
  if (wants.size > 0) throw new Error(`Unknown option ${[...wants].join(' ')}\n${HELP}`);
  const { node, env } = await setUp({ build: true });
  const lab = isDemo ? await demo(node, env) : { prefix: [], env };
  const shell = (isTerminal ? null : await window(node, again)) ?? [node, ...script('cli'), 'walk', ...(isDemo ? ['--demo', '--yes'] : [])];
  const [command = '', ...args] = [...lab.prefix, ...shell];
  return (await run(command, args, { env: lab.env, show: true })).code;
});

/** What opens the window, or null where none can be opened (the reason was said). @param {string} node @param {boolean} again */
async function window(node, again) {
  if (!hasDisplay()) return (say('No display (neither DISPLAY nor WAYLAND_DISPLAY is set): the terminal does the main job.'), null);
  const electron = await ensureElectron(node, { again });
  if (electron) return [electron, ROOT];
  const browser = await ensureBrowser();
  return browser && [node, ...script('chromium'), `--browser=${browser}`];
}

/** @param {string} name */
const script = (name) => ['--enable-source-maps', join(ROOT, 'dist', 'main', `${name}.js`)];
