import { readFileSync } from 'node:fs';
import { Rollout } from '../../../shared/domain/rollout.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';

const MOST_BYTES = 256 * 1024;

/** How a deployment goes from ring to ring, from a JSON file; docs/rings.md says what stands in it. */
export function readRollout(path: string): Result<Rollout> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
  }
  if (text.length > MOST_BYTES) return fail({ kind: 'file', path, detail: 'larger than 256 KB' });
  const read = Rollout.safeParse(parsed(text));
  if (read.success) return ok(read.data);
  const issues = read.error.issues.slice(0, 20).map(({ path: at, message }) => ({ path: at.join('.') || path, message }));
  return fail({ kind: 'invalid-input', issues });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // refused by the schema, which names the file
  }
}
