import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Wire } from './conversation.ts';

/** A child process whose other end is a waiting /bin/sh. Letting go of it ends nothing. */
export function childWire(child: ChildProcessWithoutNullStreams): Wire {
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    onEnd: (listener) => {
      child.once('error', (error) => listener({ exit: null, signal: null, lost: error.message }));
      child.once('close', (exit, signal) => listener({ exit, signal, lost: null }));
    },
    close: () => {
      for (const stream of child.stdio) stream?.destroy();
      child.unref();
    },
  };
}
