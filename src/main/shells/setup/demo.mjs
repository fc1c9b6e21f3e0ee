/** The lab: a fleet of real Debian hosts on this machine, to try everything on (e2e/lab/README.md). */
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, isDebian } from './browser.mjs';
import { isRoot, ROOT, run, say, TOOLS, which } from './project.mjs';

const LAB = join(ROOT, 'e2e', 'lab', 'lab');
const ID = 'demo';
/** The demo's own home and data folder: a person's inventory and ~/.ssh stay as they are. */
const HOME = join(TOOLS, 'demo');

/** Why the lab cannot run here, or null. */
export function labRefusal(platform = process.platform, root = isRoot, debian = isDebian()) {
  if (platform !== 'linux') return 'the lab needs Linux';
  if (!root) return 'the lab needs root (it makes namespaces and a network of its own)';
  if (!debian) return "the lab needs Debian (its hosts are made of Debian's packages)";
  return null;
}

/**
 * Brings the lab up and puts its hosts into an inventory of their own. The lab ends with this process.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ prefix: string[], env: NodeJS.ProcessEnv }>} what to put before a command so that it runs in the lab's network
 */
export async function demo(node, env) {
  const refusal = labRefusal();
  if (refusal) throw new Error(`No demo here: ${refusal}.`);
  if (!which(['python3']) && !(await aptInstall(['python3'], 'The lab is written in Python.'))) throw new Error('No demo without python3.');
  say('Bringing up the lab: six real Debian hosts (its first start installs what it needs with apt-get and takes about 4 minutes).');
  const labEnv = { ...env, LAB_ID: ID };
  const { code } = await run(LAB, ['up', '--owner', String(process.pid)], { env: labEnv, show: true });
  if (code !== 0) throw new Error('The lab did not come up.');
  return { prefix: [LAB, 'run'], env: { ...labEnv, ...(await inventory(node, labEnv)) } };
}

/**
 * The hosts are made anew each time, and so are their keys: so is the inventory.
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 */
async function inventory(node, env) {
  const status = JSON.parse((await run(LAB, ['status', '--json'], { env })).output);
  const display = env['XAUTHORITY'] ?? join(homedir(), '.Xauthority');
  const own = { HOME, LAB_HOME: status.home, PATCHBAY_DATA: join(HOME, 'data'), ...(existsSync(display) && { XAUTHORITY: display }) };
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(join(HOME, '.ssh'), { recursive: true, mode: 0o700 });
  copyFileSync(status.ssh_config, join(HOME, '.ssh', 'config'));
  copyFileSync(status.known_hosts, join(HOME, '.ssh', 'known_hosts'));
  const cli = [join(ROOT, 'dist', 'main', 'cli.js'), 'hosts', 'import', '--yes', '--tag', 'lab'];
  const { code, output } = await run(node, cli, { env: { ...env, ...own } });
  if (code !== 0) throw new Error(`The lab's hosts could not be put into the inventory:\n${output}`);
  say(`The lab's ${status.hosts.length} hosts are in an inventory of their own (${own.PATCHBAY_DATA}); your own is not touched.`);
  return own;
}
