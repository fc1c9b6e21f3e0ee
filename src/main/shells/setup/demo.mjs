/** The lab: a fleet of real Debian hosts on this machine, to try everything on (e2e/lab/README.md). */
import { join } from 'node:path';
import { aptInstall, isDebian } from './browser.mjs';
import { isRoot, ROOT, run, say, which } from './project.mjs';

const LAB = join(ROOT, 'e2e', 'lab', 'lab');
const ID = 'demo';

/** Why the lab cannot run here, or null. */
export function labRefusal(platform = process.platform, root = isRoot, debian = isDebian()) {
  if (platform !== 'linux') return 'the lab needs Linux';
  if (!root) return 'the lab needs root (it makes namespaces and a network of its own)';
  if (!debian) return "the lab needs Debian (its hosts are made of Debian's packages)";
  return null;
}

/**
 * Brings the lab up; it ends with this process.
 * @returns {Promise<string[]>} what to put before a command so that it runs in the lab's network
 */
export async function labCommand() {
  const refusal = labRefusal();
  if (refusal) throw new Error(`No demo here: ${refusal}.`);
  if (!which(['python3']) && !(await aptInstall(['python3'], 'The lab is written in Python.'))) throw new Error('No demo without python3.');
  say('Bringing up the lab: six real Debian hosts (its first start installs what it needs with apt-get and takes about 4 minutes).');
  const { code } = await run(LAB, ['up', '--owner', String(process.pid)], { env: { ...process.env, LAB_ID: ID }, show: true });
  if (code !== 0) throw new Error('The lab did not come up.');
  return ['env', `LAB_ID=${ID}`, LAB, 'run'];
}
