/** What every step of set-up needs: where the project is, how to speak, how to start a program. Plain Node 20, no dependency. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
export const TOOLS = join(ROOT, '.tools');
export const isRoot = process.getuid?.() === 0;

/** @param {string} line */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Whether a window can be shown here. @param {NodeJS.ProcessEnv} env @param {NodeJS.Platform} platform */
export const hasDisplay = (env = process.env, platform = process.platform) =>
  platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);

/** The first program of these names on the PATH, or null. @param {string[]} names @param {string} [path] */
export function which(names, path = process.env['PATH'] ?? '') {
  for (const name of names) {
    const found = path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find((file) => existsSync(file));
    if (found) return found;
  }
  return null;
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, show?: boolean, seconds?: number }} [options]
 *   `show`: let it write to our terminal; otherwise its output is returned. `seconds`: end it after this long.
 * @returns {Promise<{ code: number, output: string }>} 124 where the time ran out, 127 where it could not be started
 */
export function run(command, args, { env = process.env, cwd = ROOT, show = false, seconds } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, cwd, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let late = false;
    const timer = seconds ? setTimeout(() => ((late = true), child.kill('SIGKILL')), seconds * 1000) : undefined;
    const keep = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => (clearTimeout(timer), resolve({ code: 127, output: String(error) })));
    child.on('close', (code) => (clearTimeout(timer), resolve({ code: late ? 124 : (code ?? 1), output })));
  });
}

/** npm as it was called, or as it is on the PATH. @param {string[]} args @param {{ show?: boolean }} [options] */
export function npm(args, options) {
  const quiet = ['--no-fund', '--no-audit', '--no-update-notifier', '--loglevel=error', ...args];
  const script = process.env['npm_execpath'];
  return script ? run(process.execPath, [script, ...quiet], options) : run('npm', quiet, options);
}

/** One hash over files, or all files in folders, names included. @param {string[]} paths @param {(file: string) => boolean} [wanted] */
export function hashOf(paths, wanted = () => true) {
  const hash = createHash('sha256');
  const add = (/** @type {string} */ path) => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory())
      return readdirSync(full)
        .sort()
        .forEach((name) => add(join(path, name)));
    if (wanted(path)) hash.update(path).update('\0').update(readFileSync(full)).update('\0');
  };
  paths.forEach(add);
  return hash.digest('hex');
}

/** @param {string} file */
export const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** @param {string} file @param {string} text */
export function writeStamp(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** One set-up at a time in one work tree: two would pull node_modules away under each other. @template T @param {() => Promise<T>} work */
export async function alone(work) {
  const lock = join(TOOLS, 'set-up.lock');
  mkdirSync(TOOLS, { recursive: true });
  for (let said = false; !take(lock); said = true) {
    if (!said) say('Another set-up is at work here; waiting for it.');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isAlive(Number(readStamp(lock)))) rmSync(lock, { force: true });
    return false;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
