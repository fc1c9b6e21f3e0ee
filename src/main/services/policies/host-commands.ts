import type { Run } from '../../../shared/domain/deployment.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import type { Drive } from '../drive.ts';

/** A command of a policy is ended after so many seconds, on the host. */
const SECONDS = 600;

/**
 * The policy's own commands on a host, in order, as root: before anything is sent, or after the work and before the gate looks.
 * The first that does not end with exit 0 is the problem. Whatever kills Patchbay in between, one may run twice, and none is left out.
 */
export async function hostCommands({ context, deployment, link }: Drive, run: Run, when: 'before' | 'after'): Promise<Problem | null> {
  const { policy: ref, kind } = deployment;
  if (!ref || kind !== 'deploy') return null;
  const policy = context.store.policies.get(ref.id, ref.version);
  for (const { name, command } of policy?.[when] ?? []) {
    const answer = await link.ask(context.gate.command(name, command, { rights: 'root', seconds: SECONDS }));
    if (!answer.ok) return answer.problem;
    const { outcome, detail } = answer.value;
    const text = `${when === 'before' ? 'Before' : 'After'} the run, ${name}: ${detail}`;
    context.store.audit.append({
      action: 'host.command',
      actor: 'patchbay',
      hostId: run.hostId,
      deploymentId: run.deploymentId,
      text,
      details: { command },
    });
    if (outcome !== 'passed') return { kind: 'command-failed', what: `"${name}" ${when} the run`, exit: exitOf(detail), lines: [detail] };
  }
  return null;
}

const exitOf = (detail: string): number => Number(/^exit (\d{1,3})\b/.exec(detail)?.[1] ?? -1);
