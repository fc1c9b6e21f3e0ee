import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The folder that holds `resources/` and `dist/`: the work tree, or the packed app. Found by looking upwards, because this
 * file runs from src/main in tests, from dist/main after the build, and from inside app.asar when packed.
 */
export const projectFolder: string = findUpwards(import.meta.dirname, join('resources', 'host-scripts'));

/** Reads a file that ships beside the code, as text: `readResource('host-scripts/posix/scan.sh')`. Throws where it is missing: the package is broken then. */
export function readResource(name: string): string {
  return readFileSync(join(projectFolder, 'resources', name), 'utf8');
}

function findUpwards(from: string, landmark: string): string {
  if (existsSync(join(from, landmark))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`${landmark} lies in no folder above ${import.meta.dirname}`);
  return findUpwards(parent, landmark);
}
