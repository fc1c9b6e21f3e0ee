/** A Chromium for the window where none is installed: by apt, as root or with a person's consent, said aloud. */
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { findBrowser } from '../serve/find-browser.mjs';
import { isRoot, run, say, which } from './project.mjs';

const NEEDED = "Patchbay's window needs Chromium, Chrome or Edge, and none was found.";

/** @returns {Promise<string | null>} the browser, or null where there is none and none was installed (the reason was said) */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (!isDebian()) return (say(`${NEEDED} Install one of them, or name one in PATCHBAY_BROWSER.`), null);
  if (!(await aptInstall(['chromium'], NEEDED))) return null;
  return findBrowser();
}

/**
 * Installs packages with apt: as root, or with sudo after a yes on the terminal.
 * @param {string[]} packages
 * @param {string} why
 */
export async function aptInstall(packages, why) {
  const names = packages.join(' ');
  const sudo = isRoot ? [] : ['sudo'];
  if (!isRoot && !(await consents(`${why} Install ${names} with "sudo apt-get install"? [y/N] `))) {
    say(`${why} Install it with: sudo apt-get install ${names}`);
    return false;
  }
  if (isRoot) say(`${why} Installing ${names} with apt-get.`);
  const [command = '', ...before] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120'];
  await run(command, [...before, 'update'], { show: !isRoot });
  const { code, output } = await run(command, [...before, 'install', '-y', '--no-install-recommends', ...packages], { show: !isRoot });
  if (code !== 0) say(`apt-get could not install ${names}:\n${output.split('\n').slice(-8).join('\n')}`);
  return code === 0;
}

/** @param {string} question */
async function consents(question) {
  if (!process.stdin.isTTY || !process.stderr.isTTY || !which(['sudo'])) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(question);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Debian and what is made of it; Ubuntu's chromium package is a placeholder for a snap. */
export function isDebian(
  release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '',
  hasApt = () => which(['apt-get']) !== null,
) {
  const field = (/** @type {string} */ name) => new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? '';
  const family = `${field('ID')} ${field('ID_LIKE')}`.split(' ');
  return family.includes('debian') && !family.includes('ubuntu') && hasApt();
}
