import { calls, isCallName } from '../../../shared/contract/contract.ts';
import type { CallName, Engine, Reply } from '../../../shared/contract/contract.ts';
import { fail } from '../../../shared/domain/result.ts';

/** The largest call that a page may make, in characters of JSON: far above any form, far below what would hurt. */
const LONGEST_CALL = 2_000_000;

/**
 * The border between a window's page and the engine, for both windows: whatever comes is untrusted until its name stands in
 * the contract and its input fits that call's schema. Never throws; what the engine throws is a bug and is said as one.
 */
export async function answer(engine: Engine, name: unknown, input: unknown): Promise<Reply<CallName>> {
  if (typeof name !== 'string' || !isCallName(name)) return fail({ kind: 'not-found', what: `call ${String(name).slice(0, 80)}` });
  if ((JSON.stringify(input) ?? '').length > LONGEST_CALL) return invalid([{ path: '', message: 'Too large' }]);
  const parsed = calls[name].input.safeParse(input);
  if (!parsed.success) {
    return invalid(parsed.error.issues.slice(0, 50).map((issue) => ({ path: issue.path.join('.'), message: issue.message })));
  }
  try {
    return await engine.dispatch(name, parsed.data);
  } catch (error) {
    return fail({ kind: 'bug', detail: String(error instanceof Error ? error.stack : error).slice(0, 2000) });
  }
}

const invalid = (issues: { path: string; message: string }[]) => fail({ kind: 'invalid-input' as const, issues });
