import { parse, stringify } from 'yaml';
import { readFreeze, readWindow, wordsOf } from '../../../shared/domain/calendar/index.ts';
import type { Policy } from '../../../shared/domain/policy/policy.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';

/** What a file of a policy asks to be saved; the engine checks the draft itself. */
export interface PolicyFile {
  readonly id: string | null;
  readonly basedOn: number | null;
  readonly draft: Record<string, unknown>;
}

const MOST_CHARS = 1_000_000;
const invalid = (message: string): Result<never> => fail({ kind: 'invalid-input', issues: [{ path: 'file', message }] });

/** YAML, or JSON, which is YAML; windows and freezes as short words or as objects. `zone` holds where words name none. */
export function readPolicyFile(text: string, zone: string): Result<PolicyFile> {
  if (text.length > MOST_CHARS) return invalid('too large for a policy');
  const read = parsed(text);
  if (!read.ok) return read;
  const { id = null, basedOn = null, zone: own, ...draft } = read.value;
  const where = typeof own === 'string' ? own : zone;
  const windows = allWords(draft['windows'], (words) => readWindow(words, where));
  if (!windows.ok) return windows;
  const freezes = allWords(draft['freezes'], (words) => readFreeze(words, where));
  if (!freezes.ok) return freezes;
  if (!(id === null || typeof id === 'string') || !(basedOn === null || typeof basedOn === 'number'))
    return invalid('id is a word and basedOn a number, both as "policy show --file" printed them');
  return ok({ id, basedOn, draft: { ...draft, windows: windows.value, freezes: freezes.value } });
}

function parsed(text: string): Result<Record<string, unknown>> {
  try {
    const value: unknown = parse(text, { maxAliasCount: 50 });
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return invalid('a list of "name: value" lines is wanted');
    return ok(value as Record<string, unknown>);
  } catch (error) {
    return invalid(error instanceof Error ? error.message.split('\n')[0]! : String(error));
  }
}

/** What is no list is left as it is: the engine says what is wrong with it. */
function allWords<T>(value: unknown, read: (words: string) => Result<T>): Result<unknown> {
  if (value === undefined || value === null) return ok([]);
  if (!Array.isArray(value)) return ok(value);
  const done: unknown[] = [];
  for (const one of value as unknown[]) {
    const item = typeof one === 'string' ? read(one) : ok(one);
    if (!item.ok) return item;
    done.push(item.value);
  }
  return ok(done);
}

/** As `readPolicyFile` reads it back, with what it was based on. */
export function policyFileText({
  id,
  version,
  savedAt: _at,
  savedBy: _by,
  archivedAt: _archived,
  windows,
  freezes,
  ...rest
}: Policy): string {
  return stringify({ id, basedOn: version, ...rest, windows: windows.map(wordsOf), freezes: freezes.map(wordsOf) }, { lineWidth: 0 });
}
