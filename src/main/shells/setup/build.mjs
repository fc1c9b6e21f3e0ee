/** Builds dist/ where a source has changed since: the page, the main side, the preload script. */
import { join } from 'node:path';
import { hashOf, readStamp, ROOT, run, say, writeStamp } from './project.mjs';

const STAMP = join(ROOT, 'dist', '.stamp');
const CONFIGS = ['src/renderer/vite.config.ts', 'vite.main.config.ts', 'vite.preload.config.ts'];
const isSource = (/** @type {string} */ file) => !/\.test\.tsx?$/.test(file);

/** @param {string} node */
export async function ensureBuilt(node) {
  const wanted = hashOf(['src', 'package-lock.json', ...CONFIGS], isSource);
  if (readStamp(STAMP) === wanted) return;
  say('Building the app into dist/.');
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const config of CONFIGS) {
    const { code, output } = await run(node, [vite, 'build', '--config', config, '--logLevel', 'warn'], {
      env: { ...process.env, NODE_ENV: 'production' },
    });
    if (code !== 0) throw new Error(`The build failed (${config}):\n${output}`);
  }
  writeStamp(STAMP, wanted);
}
