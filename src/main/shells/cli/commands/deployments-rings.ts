import type { Command } from 'commander';
import type { DeploymentWithRings } from '../../../../shared/contract/rings.ts';
import type { RingState } from '../../../../shared/domain/ring-state.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { idArgument, withDeployment } from '../find-deployment.ts';
import { whole } from '../options.ts';
import type { Choose } from '../options.ts';
import { ringLines } from '../views/rings.ts';

const whichRing = ['--ring <number>', 'the ring; where it is not given, the one that waits for this', whole(0, 9)] as const;

export function registerRings(deployments: Command, choose: Choose): void {
  deployments
    .command('approve')
    .description("a named person's word that a ring is well, and the next may begin")
    .argument(...idArgument)
    .requiredOption('--name <name>', 'who approves; kept in the history')
    .option(...whichRing)
    .option('--note <text>', 'kept in the history', '')
    .addHelpText('after', '\nExample:\n  patchbay deployments approve last --name "Ada Byron" --note "tills tested"')
    .action((word: string, flags: { name: string; ring?: number; note: string }) =>
      choose({ drive: false, verb: withDeployment(word, (cli, it) => approveRing(cli, it, flags)) }),
    );
  deployments
    .command('end-bake')
    .description('end the baking of a ring before its time')
    .argument(...idArgument)
    .requiredOption('--reason <text>', 'kept in the history')
    .option(...whichRing)
    .action((word: string, flags: { reason: string; ring?: number }) =>
      choose({ drive: false, verb: withDeployment(word, (cli, it) => endBake(cli, it, flags)) }),
    );
}

async function approveRing(cli: Cli, it: DeploymentWithRings, flags: { name: string; ring?: number; note: string }): Promise<Result<Done>> {
  const ring = ringOf(
    it,
    flags.ring,
    (one) => one.needsApproval && (one.state === 'approval' || one.state === 'baking'),
    'waits for an approval',
  );
  if (!ring.ok) return ring;
  const approved = await cli.call('deployments.approveRing', { id: it.id, ring: ring.value, name: flags.name, note: flags.note });
  return approved.ok ? shown(cli, it.id) : approved;
}

async function endBake(cli: Cli, it: DeploymentWithRings, flags: { reason: string; ring?: number }): Promise<Result<Done>> {
  const ring = ringOf(it, flags.ring, (one) => one.state === 'baking', 'bakes');
  if (!ring.ok) return ring;
  const ended = await cli.call('deployments.endBake', { id: it.id, ring: ring.value, reason: flags.reason });
  return ended.ok ? shown(cli, it.id) : ended;
}

function ringOf(it: DeploymentWithRings, asked: number | undefined, fits: (ring: RingState) => boolean, what: string): Result<number> {
  const ring = asked ?? it.ringStates.find(fits)?.ring;
  if (ring !== undefined) return ok(ring);
  return fail({
    kind: 'conflict',
    detail: `No ring of this deployment ${what}`,
    next: `See its rings: patchbay deployments show ${it.id}`,
  });
}

async function shown(cli: Cli, id: string): Promise<Result<Done>> {
  const now = await cli.call('deployments.get', { id });
  return now.ok ? done(now.value, ringLines(cli, now.value)) : now;
}
