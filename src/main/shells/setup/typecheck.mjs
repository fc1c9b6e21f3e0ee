/** Each room by its own tsconfig.json (no Node types in the page, no DOM in the main side), then everything with its tests. */
import { join } from 'node:path';
import { ROOT, run } from './project.mjs';

const PROJECTS = ['src/shared', 'src/renderer', 'src/main', 'src/preload', 'tsconfig.all.json'];
const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const cache = join(ROOT, 'node_modules', '.cache', 'tsc');

for (const project of PROJECTS) {
  const info = join(cache, `${project.replaceAll('/', '-')}.tsbuildinfo`);
  const { code } = await run(process.execPath, [tsc, '-p', project, '--incremental', '--tsBuildInfoFile', info], { show: true });
  if (code !== 0) process.exitCode = 1;
}
