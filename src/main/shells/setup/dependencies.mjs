/** `npm ci` where node_modules is missing or package-lock.json has changed since. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashOf, npm, readStamp, ROOT, say, writeStamp } from './project.mjs';

const STAMP = join(ROOT, 'node_modules', '.patchbay-stamp');

export async function ensureDependencies() {
  const wanted = hashOf(['package-lock.json']);
  if (readStamp(STAMP) === wanted) return;
  say(
    `${existsSync(STAMP) ? 'package-lock.json has changed' : 'First start'}: installing dependencies from npm into node_modules/ (about 500 MB).`,
  );
  // No package here needs its install script, so none is run.
  const { code, output } = await npm(['ci', '--ignore-scripts']);
  if (code !== 0) throw new Error(`npm ci failed:\n${output}`);
  writeStamp(STAMP, wanted);
}
