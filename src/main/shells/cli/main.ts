import process from 'node:process';
import { compose } from '../compose.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { runCli } from './run.ts';

/** The process `patchbay`: hands the outside world to runCli and ends with its code. */
const stop = new AbortController();

function interrupt(): void {
  // The first asks to end in good order; whoever presses again is not made to wait. Hosts go on either way.
  if (stop.signal.aborted) process.exit(EXIT.interrupted);
  stop.abort();
}
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
process.on('SIGHUP', interrupt);

/** "patchbay history | head": who no longer reads has seen enough. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  stop.abort();
}
process.stdout.on('error', onOutputError);
process.stderr.on('error', onOutputError);

const io: Io = {
  openEngine: ({ dataFolder, drive }) => compose({ dataFolder, shell: 'cli', drive }),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  isTTY: { stdin: process.stdin.isTTY === true, stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true },
  size: () => ({ columns: process.stderr.columns ?? 80, rows: process.stderr.rows ?? 24 }),
  interrupted: stop.signal,
  now: () => new Date(),
};

const code = await runCli(process.argv.slice(2), io);
// What is still in the pipe is written before the process ends; open sockets to agents must not keep it alive.
process.stdout.write('', () => process.exit(code));
