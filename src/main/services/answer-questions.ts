import { fail, ok, type Result } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import { findHost } from './hosts.ts';
import { forgetRefusedSecret, withCredentials } from './way-in.ts';

/** Hands a person's answers to the connection that waits for them. They are in no log, no audit entry and no store. */
export async function answerQuestions(context: Context, id: string, answers: readonly string[]): Promise<Result<Record<string, never>>> {
  const found = findHost(context, id);
  if (!found.ok) return found;
  const way = context.transports[found.value.transport];
  if (!way.answer)
    return fail({ kind: 'conflict', detail: `${found.value.name} asks no questions`, next: 'Only hosts reached over SSH do.' });
  const host = withCredentials(context, found.value);
  if (!host.ok) return host;
  const answered = await way.answer(host.value, answers);
  if (!answered.ok) forgetRefusedSecret(context, found.value, answered.problem);
  return answered.ok ? ok({}) : answered;
}
