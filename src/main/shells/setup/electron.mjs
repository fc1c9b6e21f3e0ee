/** Electron's binary: not in its npm package; fetched from GitHub once, where GitHub can be reached. */
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isRoot, readStamp, ROOT, run, say, TOOLS, writeStamp } from './project.mjs';

const PACKAGE = join(ROOT, 'node_modules', 'electron');
const FAILED = join(TOOLS, 'electron-not-fetched');
const PROBE_SECONDS = 4;
const FETCH_SECONDS = 600;

/** The binary if it is there. ELECTRON_OVERRIDE_DIST_PATH names the folder of another one. */
export function findElectron(env = process.env, folder = PACKAGE) {
  const name = readStamp(join(folder, 'path.txt')) ?? (process.platform === 'win32' ? 'electron.exe' : 'electron');
  const binary = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name);
  return existsSync(binary) ? binary : null;
}

/**
 * @param {string} node
 * @param {{ again: boolean }} options `again`: try though it failed before
 */
export async function ensureElectron(node, { again }) {
  // Electron as root would run without its sandbox; the Chromium window drops to another user instead.
  if (isRoot) return null;
  const found = findElectron();
  if (found || process.env['CI'] || process.env['ELECTRON_OVERRIDE_DIST_PATH']) return found;
  const version = String(JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')).version);
  if (readStamp(FAILED) === version && !again) return null;
  const mirror = new URL(process.env['ELECTRON_MIRROR'] ?? 'https://github.com');
  if (await answers(mirror.hostname, Number(mirror.port) || 443)) {
    say(`Fetching Electron ${version} from ${mirror.hostname} (about 120 MB, once).`);
    await run(node, [join(PACKAGE, 'install.js')], { seconds: FETCH_SECONDS });
  }
  if (findElectron()) return findElectron();
  say(
    `Electron ${version} cannot be fetched from ${mirror.hostname}; its place is taken by an installed Chromium. "npm start -- --electron" tries again.`,
  );
  writeStamp(FAILED, version);
  return null;
}

/** Whether something listens there: a network that swallows packets would otherwise hold the start up. @param {string} host @param {number} port */
export function answers(host, port, seconds = PROBE_SECONDS) {
  if (process.env['HTTPS_PROXY'] ?? process.env['https_proxy']) return Promise.resolve(true);
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (/** @type {boolean} */ answer) => (clearTimeout(timer), socket.destroy(), resolve(answer));
    const timer = setTimeout(() => end(false), seconds * 1000);
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}
