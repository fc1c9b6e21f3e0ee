import { dirname, delimiter, join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { ensureNode } from './node.mjs';
import { alone, ROOT } from './project.mjs';

/** Everything that the tools need; a second call finds it all there. @param {{ build: boolean }} want */
export async function setUp({ build }) {
  return alone(async () => {
    const node = await ensureNode();
    await ensureDependencies();
    if (build) await ensureBuilt(node);
    const path = [dirname(node), join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
    return { node, env: { ...process.env, PATH: path } };
  });
}

/** Runs an entry point: what was expected to go wrong is a line, not a stack. @param {() => Promise<number>} main */
export function entry(main) {
  main().then(
    (code) => (process.exitCode = code),
    (/** @type {Error} */ error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
