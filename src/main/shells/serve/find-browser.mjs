/**
 * The Chromium, Chrome or Edge that is installed here. Plain JavaScript: set-up asks the same question before
 * anything is built.
 */
import { accessSync, constants, realpathSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ON_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser',
];
const MAC_APPS = ['Chromium', 'Google Chrome', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];

/**
 * @param {Readonly<Record<string, string | undefined>>} [env] PATCHBAY_BROWSER names one and is then the only one that counts
 * @param {string} [platform]
 * @returns {string | null} its full path
 */
export function findBrowser(env = process.env, platform = process.platform) {
  const chosen = env['PATCHBAY_BROWSER'];
  if (chosen) return isProgram(chosen) ? chosen : null;
  return candidates(env, platform).find(isProgram) ?? null;
}

/**
 * The first program of these names on the PATH.
 * @param {readonly string[]} names
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export const findProgram = (names, env) => onPath(names, env).find(isProgram) ?? null;

/** @param {readonly string[]} names @param {Readonly<Record<string, string | undefined>>} env */
function onPath(names, env) {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/** @param {Readonly<Record<string, string | undefined>>} env @param {string} platform */
function candidates(env, platform) {
  if (platform === 'darwin') return MAC_APPS.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
  if (platform === 'win32') {
    const roots = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter((root) => root !== undefined);
    return WINDOWS_PROGRAMS.flatMap((program) => roots.map((root) => `${root}\\${program}`));
  }
  return onPath(ON_PATH, env);
}

/**
 * A snap's launcher is none: a snap sees neither our pipe's profile folder nor, as Ubuntu's placeholder, anything at all.
 * @param {string} file
 */
function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return !realpathSync(file).endsWith('/snap');
  } catch {
    return false;
  }
}
