import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the file may grow to, in bytes; then its newer half is kept. */
export const CRASH_LOG_BYTES = 256 * 1024;
const FRAMES = 30;
const LONGEST_LINE = 300;

/** Where Patchbay writes that it, or its window, broke. */
export interface CrashLog {
  readonly file: string;
  /** `what` happened, in words of ours, and the error where there is one. Never throws: a full disk is no second crash. */
  enter(what: string, error?: unknown): void;
}

/** crash.log in the data folder, readable by its owner alone. */
export function openCrashLog(dataFolder: string, now: () => Date = () => new Date()): CrashLog {
  const file = join(dataFolder, 'crash.log');
  const enter = (what: string, error?: unknown): void => {
    try {
      mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
      appendFileSync(file, `${now().toISOString()} ${plain(what)}\n${describe(error)}`, { mode: 0o600 });
      bound(file);
    } catch {
      process.stderr.write(`${plain(what)}\n`);
    }
  };
  return { file, enter };
}

/** The kind of an error and its place. Not its message: that may quote what it failed on, and with it a secret. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code } = error as NodeJS.ErrnoException;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const head = `  ${error.name}${typeof code === 'string' ? ` ${code}` : ''}`;
  return [head, ...frames.slice(0, FRAMES)].map((line) => `${plain(line)}\n`).join('');
}

/** One line of printable text. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ').slice(0, LONGEST_LINE);

function bound(file: string): void {
  if (statSync(file).size <= CRASH_LOG_BYTES) return;
  const text = readFileSync(file, 'utf8');
  const half = text.slice(-CRASH_LOG_BYTES / 2);
  writeFileSync(`${file}.new`, half.slice(half.indexOf('\n') + 1), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
