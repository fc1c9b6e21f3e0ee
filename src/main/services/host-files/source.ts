import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FileKind, ImportSource } from '../../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { decode } from '../../../shared/domain/decode.ts';
import { kindOf } from './kind.ts';

/** A list of hosts is some kilobytes; no more than this is read. */
const MOST_BYTES = 4 * 1024 * 1024;
const PASTED = 'pasted text';

export interface SourceText {
  /** Null: pasted, so that nothing lies beside it. */
  readonly file: string | null;
  /** As people read it. */
  readonly path: string;
  readonly text: string;
  readonly encoding: string;
  readonly kind: FileKind;
}

/** The text that hosts are to be read from, and of which kind it is. Fails with `file`. */
export function readSource({ path, text, kind }: ImportSource): Result<SourceText> {
  const file = text !== undefined ? null : path === null ? join(homedir(), '.ssh', 'config') : fromHome(path);
  const read = file === null ? ok({ text: text ?? '', encoding: 'text' }) : readText(file);
  if (!read.ok) return read;
  const said = file ?? path ?? PASTED;
  const found = kind ?? kindOf(file ?? path, read.value.text);
  if (found === null) return unusable(said, 'neither an ssh_config, an Ansible inventory nor a CSV with a name or address column');
  return ok({ file, path: said, text: read.value.text, encoding: read.value.encoding, kind: found });
}

const unusable = (path: string, detail: string): Result<never> => fail({ kind: 'file', path: path.slice(0, 4000), detail });
const fromHome = (path: string): string => (path.startsWith('~/') ? join(homedir(), path.slice(2)) : resolve(path));

/** A whole file as text; no device, no folder, nothing larger than a list of hosts can be. */
export function readText(path: string): Result<{ text: string; encoding: string }> {
  try {
    const about = statSync(path);
    if (!about.isFile()) return unusable(path, 'not a file');
    if (about.size > MOST_BYTES) return unusable(path, 'larger than 4 MiB');
    const decoded = decode(readFileSync(path));
    return decoded ? ok(decoded) : unusable(path, 'no text in UTF-8, UTF-16 or Latin-1');
  } catch (error) {
    return unusable(path, error instanceof Error ? error.message : String(error));
  }
}
