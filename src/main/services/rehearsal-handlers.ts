import { ok } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import type { Handlers } from './engine.ts';
import type { PlanMaker } from './make-plan.ts';
import type { RehearsalBoard } from './rehearsal-board.ts';
import { cancelRehearsals, rehearsalsOf, startRehearsals } from './rehearsals.ts';

/** Which service answers which call about rehearsals. */
export const rehearsalHandlers = (
  context: Context,
  plans: PlanMaker,
  board: RehearsalBoard,
): Pick<Handlers, Extract<keyof Handlers, `rehearsals.${string}`>> => ({
  'rehearsals.start': ({ planId, hostIds }) => {
    const plan = plans.get(planId);
    if (!plan.ok) return plan;
    const started = startRehearsals(context, plan.value, hostIds);
    if (started.ok) board.poke();
    return started;
  },
  'rehearsals.of': ({ planId }) => {
    const plan = plans.get(planId);
    if (!plan.ok) return plan;
    return ok(rehearsalsOf(context, plan.value).map((one) => ({ ...one, progress: board.progress(one.id) ?? one.progress })));
  },
  'rehearsals.cancel': (input) => cancelRehearsals(context, input),
});
