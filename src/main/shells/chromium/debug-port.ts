import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** For tests: the loopback port that the browser chose, one line on stdout. It stands in the first line of this file of the profile. */
export function sayDebugPort(profileFolder: string): void {
  const [port = ''] = readFileSync(join(profileFolder, 'DevToolsActivePort'), 'utf8').split('\n');
  process.stdout.write(`debug port ${port}\n`);
}
