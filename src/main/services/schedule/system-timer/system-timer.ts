import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SystemTimer as Status } from '../../../../shared/contract/schedules.ts';
import { fail, ok, type Result } from '../../../../shared/domain/result.ts';
import type { SystemCommand, TimerEntry, TimerPlace } from './entry.ts';
import { launchdEntry } from './launchd.ts';
import { systemdEntry } from './systemd.ts';
import { taskSchedulerEntry } from './task-scheduler.ts';

export interface SystemTimerOptions extends Omit<TimerPlace, 'command'> {
  /** null: this shell cannot be started without a window. */
  readonly command: readonly string[] | null;
  /** Runs a program of the system; answers its exit code and the last that it said. */
  readonly run?: Run;
}
type Run = (argv: readonly [string, ...string[]]) => Promise<{ readonly exit: number; readonly said: string }>;

const MAKERS: Readonly<Partial<Record<NodeJS.Platform, (place: TimerPlace) => TimerEntry>>> = {
  linux: systemdEntry,
  darwin: launchdEntry,
  win32: taskSchedulerEntry,
};
const DEADLINE_MS = 30_000;

/** The entry of the system's own scheduler that runs `patchbay run-due` while no window is open; this user's, never the computer's. */
export class SystemTimer {
  readonly #options: SystemTimerOptions;
  readonly #run: Run;

  constructor(options: SystemTimerOptions) {
    this.#options = options;
    this.#run = options.run ?? runProgram;
  }

  status(): Status {
    const { command } = this.#options;
    const entry = this.#entry();
    if (!entry || !command)
      return {
        kind: 'none',
        state: 'unsupported',
        files: [],
        command: [],
        notes: ['Install it from the command line: patchbay schedule install'],
      };
    const found = entry.files.map((file) => sameAs(file));
    const state = found.every((one) => one === 'same') ? 'installed' : found.every((one) => one === 'absent') ? 'absent' : 'other';
    const other = state === 'other' ? ['What is installed starts another command or data folder; installing replaces it.'] : [];
    return {
      kind: entry.kind,
      state,
      files: entry.files.map((file) => file.path),
      command: [...command],
      notes: [...entry.notes, ...other],
    };
  }

  async install(): Promise<Result<Status>> {
    const entry = this.#entry();
    if (!entry) return unsupported;
    const written = tryFiles(entry, (file) => writeWhole(file.path, file.bytes));
    if (!written.ok) return written;
    const done = await this.#carryOut(entry.install);
    return done.ok ? ok(this.status()) : done;
  }

  async remove(): Promise<Result<Status>> {
    const entry = this.#entry();
    if (!entry) return unsupported;
    const done = await this.#carryOut(entry.remove);
    if (!done.ok) return done;
    const removed = tryFiles(entry, (file) => rmSync(file.path, { force: true }));
    return removed.ok ? ok(this.status()) : removed;
  }

  #entry(): TimerEntry | null {
    const { command, platform } = this.#options;
    return command === null ? null : (MAKERS[platform]?.({ ...this.#options, command }) ?? null);
  }

  async #carryOut(commands: readonly SystemCommand[]): Promise<Result<null>> {
    for (const { argv, mayFail } of commands) {
      const { exit, said } = await this.#run(argv);
      if (exit !== 0 && !mayFail)
        return fail({ kind: 'command-failed', what: argv.join(' '), exit, lines: said.split('\n').filter(Boolean).slice(-5) });
    }
    return ok(null);
  }
}

const unsupported = fail({
  kind: 'conflict',
  detail: 'This system has no scheduler that Patchbay knows, or this shell cannot be started without a window',
  next: 'Run "patchbay run-due" every quarter of an hour by a scheduler of your own.',
});

type TimerFile = TimerEntry['files'][number];

function sameAs({ path, bytes }: TimerFile): 'same' | 'other' | 'absent' {
  try {
    return readFileSync(path).equals(Buffer.from(bytes)) ? 'same' : 'other';
  } catch {
    return 'absent';
  }
}

function writeWhole(path: string, bytes: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, bytes, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function tryFiles(entry: TimerEntry, work: (file: TimerFile) => void): Result<null> {
  for (const file of entry.files) {
    try {
      work(file);
    } catch (error) {
      return fail({ kind: 'file', path: file.path, detail: error instanceof Error ? error.message : String(error) });
    }
  }
  return ok(null);
}

function runProgram([program, ...args]: readonly [string, ...string[]]): Promise<{ exit: number; said: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: DEADLINE_MS, windowsHide: true }, (error, stdout, stderr) => {
      const said = `${stdout}\n${stderr}`.trim() || (error?.message ?? '');
      resolve({ exit: error ? (typeof error.code === 'number' ? error.code : 127) : 0, said });
    });
  });
}
