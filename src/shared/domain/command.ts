import type { Problem } from './problem.ts';
import type { Result } from './result.ts';

/** A command is data. It is quoted once, at the transport; scripts and secrets travel on stdin. */
export interface Command {
  /** For errors and progress: "scan", "start of the run". */
  readonly what: string;
  /** A POSIX shell script that is read whole before it runs and whose own stdin is /dev/null. */
  readonly script: string;
  /** What the script is written in: a POSIX shell's language unless said. */
  readonly language?: 'powershell';
  /** Its positional parameters. */
  readonly args: readonly string[];
  /** Run as root (by the host's own elevation), or as the signed-in user, or as root where that is possible. */
  readonly rights: 'root' | 'user' | 'best';
  /** Stop waiting after this long; nothing on the host is killed. Seconds. */
  readonly deadlineSeconds: number;
  /** Largest standard output that is read, in bytes. */
  readonly maxBytes: number;
}

export interface CommandOutput {
  readonly exit: number;
  /** What stood between the markers; never a banner or a profile's noise. */
  readonly stdout: Uint8Array;
  /** The last 64 KiB. */
  readonly stderr: Uint8Array;
  /** What the command ran as. */
  readonly rights: 'root' | 'user';
  /** Why it was not root where "best" was wanted, with sudo's own words. */
  readonly denied?: Problem;
  /** Our own clock, milliseconds since the epoch, when the first byte of output came. */
  readonly firstByteAt: number;
}

/** A question to a host and the reader of its answer are one value, made together. */
export interface Query<T> {
  readonly command: Command;
  /** Pure. The answer is hostile until parsed. */
  readonly parse: (output: CommandOutput) => Result<T>;
}
