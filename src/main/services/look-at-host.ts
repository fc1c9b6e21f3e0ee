import type { Check } from '../../shared/domain/check.ts';
import type { HostFacts } from '../../shared/domain/facts.ts';
import { ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { CustomCheck } from '../../shared/domain/rollout.ts';
import type { Context } from './context.ts';
import type { HostLink } from './host-link.ts';
import { checkFromHere } from './laptop-checks.ts';
import { scanOver } from './scan-host.ts';

/** All that a gate compares: what a scan reads, and what it does not. */
export interface Looked {
  readonly facts: HostFacts;
  readonly outside: readonly Check[];
}

/** Looks at a host as its gate does, before and after a run. The scan goes into the store. */
export async function lookAtHost(context: Context, link: HostLink, checks: readonly CustomCheck[]): Promise<Result<Looked>> {
  const facts = await link.use((session) => scanOver(context, session, link.host, { refresh: false, purpose: 'verify' }));
  if (!facts.ok) return facts;
  const surroundings = await link.ask(context.gate.surroundings());
  if (!surroundings.ok) return surroundings;
  const outside = [...surroundings.value];
  for (const check of checks) {
    const answer =
      check.by === 'command'
        ? await link.ask(context.gate.command(check.name, check.command))
        : ok(await checkFromHere(check, link.host.address));
    if (!answer.ok) return answer;
    outside.push(answer.value);
  }
  return ok({ facts: facts.value, outside });
}
