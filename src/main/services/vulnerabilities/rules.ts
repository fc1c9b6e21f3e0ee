import type { CallOutput } from '../../../shared/contract/contract.ts';
import { DUE_RULES, type DueRule } from '../../../shared/domain/ranking/rules.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { changed, type Context } from '../context.ts';

export const listRules = ({ store }: Context): CallOutput<'rules.list'> => {
  const used = store.dueRules.get();
  return DUE_RULES.map(({ id, name, source, rows }) => ({ id, name, source, rows: rows.map((row) => row.say), used: used.includes(id) }));
};

/** The rules with these ids; an id that is none is the fault of `field`. */
export function rulesNamed(ids: readonly string[], field: string): Result<DueRule[]> {
  const unknown = ids.filter((id) => !DUE_RULES.some((rule) => rule.id === id));
  const message = `no rule ${unknown.join(', ')}; there are ${DUE_RULES.map((rule) => rule.id).join(', ')}`;
  if (unknown.length) return fail({ kind: 'invalid-input', issues: [{ path: field, message }] });
  return ok(DUE_RULES.filter((rule) => ids.includes(rule.id)));
}

/** From now on dates are set by these rules and BOD 26-04. */
export function useRules(context: Context, ids: readonly string[]): Result<Record<string, never>> {
  const rules = rulesNamed(ids, 'ids');
  if (!rules.ok) return rules;
  const chosen = rules.value.map((rule) => rule.id);
  context.store.transaction(() => {
    context.store.dueRules.set(chosen);
    context.store.audit.append({ action: 'rules.changed', text: `Due dates by BOD 26-04${chosen.map((id) => `, ${id}`).join('')}` });
  });
  changed(context, 'findings');
  changed(context, 'history');
  return ok({});
}
