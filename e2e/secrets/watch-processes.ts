// A process of its own: reads secrets (JSON, one line) from standard input and looks for them in the arguments and the
// environment of every process until standard input ends. The lab's hosts live in namespaces below this one, so that
// their processes are seen too. Prints what it found, as JSON.

import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Named } from './canaries.ts';

export interface Watched {
  readonly sweeps: number;
  readonly processes: number;
  /** "environ NAME in COMMAND" */
  readonly found: readonly string[];
}

const PAUSE_MS = 5;
const lines = createInterface({ input: process.stdin });
const secrets = JSON.parse((await lines[Symbol.asyncIterator]().next()).value as string) as Named;
let over = false;
lines.once('close', () => (over = true));

const pids = new Set<string>();
const found = new Set<string>();
let sweeps = 0;
for (; !over; sweeps += 1) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) look(pid);
  await sleep(PAUSE_MS);
}
console.log(JSON.stringify({ sweeps, processes: pids.size, found: [...found] } satisfies Watched));

function look(pid: string): void {
  pids.add(pid);
  for (const file of ['cmdline', 'environ']) {
    const text = read(`/proc/${pid}/${file}`);
    for (const [name, secret] of Object.entries(secrets)) {
      if (text.includes(secret)) found.add(`${file} ${name} in ${read(`/proc/${pid}/comm`).trim()}`);
    }
  }
}

/** Nothing where the process is gone meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
