import type { DeploymentWithRings } from '../../../shared/contract/rings.ts';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli, Done } from './context.ts';

/** By its id, the beginning of its id where that is clear, or "last" for the newest. */
export async function findDeployment(cli: Cli, word: string): Promise<Result<DeploymentWithRings>> {
  const rows = await cli.call('deployments.list', {});
  if (!rows.ok) return rows;
  const newestFirst = rows.value.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));
  const fits = word === 'last' ? newestFirst.slice(0, 1) : newestFirst.filter((row) => row.id.startsWith(word));
  const exact = fits.find((row) => row.id === word) ?? (fits.length === 1 ? fits[0] : undefined);
  if (exact) return cli.call('deployments.get', { id: exact.id });
  if (fits.length > 1)
    return fail({ kind: 'invalid-input', issues: [{ path: 'deployment', message: `${word} is the beginning of ${fits.length} ids` }] });
  return fail({ kind: 'not-found', what: word === 'last' ? 'a deployment: there is none yet' : `deployment ${word}` });
}

export const idArgument = ['<deployment>', 'an id, the beginning of one, or "last"'] as const;

export const withDeployment =
  (word: string, work: (cli: Cli, deployment: DeploymentWithRings) => Promise<Result<Done>>) =>
  async (cli: Cli): Promise<Result<Done>> => {
    const found = await findDeployment(cli, word);
    return found.ok ? work(cli, found.value) : found;
  };

/** Its runs on these hosts, by name or id. A word that fits none is an error. */
export function runsOf(deployment: Deployment, words: readonly string[]): Result<Run[]> {
  const unknown = words.filter((word) => !deployment.runs.some((run) => isOn(run, word)));
  if (unknown.length) return fail({ kind: 'not-found', what: `${unknown.join(', ')} in this deployment` });
  return ok(deployment.runs.filter((run) => words.some((word) => isOn(run, word))));
}

const isOn = (run: Run, word: string): boolean => run.hostId === word || run.hostName.toLowerCase() === word.toLowerCase();
