import type { CallOutput } from '../../../../shared/contract/contract.ts';
import type { Deployment, Run } from '../../../../shared/domain/deployment.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT, worst } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { findDeployment, runsOf } from '../find-deployment.ts';
import { plural } from '../format.ts';
import type { Register } from '../options.ts';
import type { Cell } from '../style.ts';
import { checkLines } from '../views/deployment.ts';

type Verified = CallOutput<'deployments.verify'>;

export const registerVerify: Register = (program, choose) => {
  program
    .command('verify')
    .description('prove a deployment by a fresh scan over a new connection; changes nothing')
    .argument('<deployment>', 'an id, the beginning of one, or "last"')
    .argument('[hosts...]', 'names or ids; all of its hosts where none is named')
    .addHelpText('after', '\nExamples:\n  patchbay verify last\n  patchbay verify k3v9x2m8 web1 --json')
    .action((word: string, hosts: string[]) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const found = await findDeployment(cli, word);
          return found.ok ? verifyDeployment(cli, found.value, hosts) : found;
        },
      }),
    );
};

export async function verifyDeployment(cli: Cli, deployment: Deployment, words: readonly string[] = []): Promise<Result<Done>> {
  const runs = words.length ? runsOf(deployment, words) : ok(deployment.runs);
  if (!runs.ok) return runs;
  cli.note(`Verifying ${plural(runs.value.length, 'host')} ...`);
  const verified = await cli.call('deployments.verify', {
    id: deployment.id,
    hostIds: words.length ? runs.value.map((run) => run.hostId) : [],
  });
  if (!verified.ok) return verified;
  if (!verified.value.length)
    return fail({
      kind: 'conflict',
      detail: 'No host of this deployment has ended its run',
      next: 'Wait until one has: patchbay deployments watch.',
    });
  return done(verified.value, verifyLines(cli, verified.value, runs.value), worst(verified.value.map(hostExit)));
}

/** A host that answered no check at all is one that was not reached: unknown, not healthy. */
function hostExit({ checks }: Verified[number]): ExitCode {
  if (checks.some((check) => check.outcome === 'failed')) return EXIT.failed;
  return checks.every((check) => check.outcome === 'not-checked') ? EXIT.unreachable : EXIT.ok;
}

function verdict(cli: Cli, exit: ExitCode): Cell {
  if (exit === EXIT.ok) return cli.style.state('ok', 'Proven');
  return exit === EXIT.failed ? cli.style.state('bad', 'Not as it should be') : cli.style.state('unknown', 'Unknown');
}

function verifyLines(cli: Cli, verified: Verified, runs: readonly Run[]): string[] {
  const names = new Map(runs.map((run) => [run.hostId, run.hostName]));
  const left = runs.filter((run) => verified.every((host) => host.hostId !== run.hostId));
  const rows = verified.map((host): Cell[] => {
    const count = (outcome: string): string => String(host.checks.filter((check) => check.outcome === outcome).length);
    return [
      names.get(host.hostId) ?? host.hostId,
      verdict(cli, hostExit(host)),
      count('passed'),
      count('failed'),
      count('differs'),
      count('not-checked'),
    ];
  });
  const proven = verified.filter((host) => hostExit(host) === EXIT.ok).length;
  return [
    ...cli.style.table(['Host', 'Verdict', '>Passed', '>Failed', '>Differs', '>Not checked'], rows),
    ...verified.flatMap((host) => checkLines(cli, names.get(host.hostId) ?? host.hostId, host.checks, false)),
    '',
    `${proven} of ${plural(runs.length, 'host')} proven${left.length ? `; not looked at: ${left.map((run) => `${cli.style.cell(run.hostName)} (${run.state})`).join(', ')}` : ''}`,
  ];
}
