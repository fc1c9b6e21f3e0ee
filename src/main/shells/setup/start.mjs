/** `npm start`: sets up what is missing, then opens the window, or walks the main job in the terminal where there is no display. */
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { labCommand } from './demo.mjs';
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
  if (wants.has('--help')) return (process.stdout.write(HELP), 0);
  const unknown = [...wants].find((option) => !['--demo', '--terminal', '--electron'].includes(option));
  if (unknown) throw new Error(`Unknown option ${unknown}\n${HELP}`);
  const { node, env } = await setUp({ build: true });
  const lab = wants.has('--demo') ? await labCommand() : [];
  const shell = wants.has('--terminal') ? terminal(node, '') : await window(node, wants.has('--electron'));
  const [command = '', ...args] = [...lab, ...shell, ...(wants.has('--demo') ? ['--demo'] : [])];
  return (await run(command, args, { env, show: true })).code;
});

/** @param {string} node @param {boolean} again */
async function window(node, again) {
  if (!hasDisplay()) return terminal(node, 'No display (neither DISPLAY nor WAYLAND_DISPLAY is set): the terminal does the main job.');
  const electron = await ensureElectron(node, { again });
  if (electron) return [electron, ROOT];
  const browser = await ensureBrowser();
  if (browser) return [node, '--enable-source-maps', join(ROOT, 'dist/main/chromium.js'), `--browser=${browser}`];
  return terminal(node, 'No window can be opened: the terminal does the main job.');
}

/** @param {string} node @param {string} why */
function terminal(node, why) {
  if (why) say(why);
  return [node, '--enable-source-maps', join(ROOT, 'dist/main/cli.js'), 'walk'];
}
