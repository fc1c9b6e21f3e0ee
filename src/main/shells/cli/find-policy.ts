import type { CallOutput } from '../../../shared/contract/contract.ts';
import { fail, type Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';

/** By its id or name; the case of letters is no difference. */
export async function findPolicy(cli: Cli, word: string, version?: number): Promise<Result<CallOutput<'policies.get'>>> {
  const rows = await cli.call('policies.list', { archived: true });
  if (!rows.ok) return rows;
  const found = rows.value.find((row) => row.id === word || row.name.toLowerCase() === word.toLowerCase());
  if (!found) return fail({ kind: 'not-found', what: `policy ${word}` });
  return cli.call('policies.get', { id: found.id, ...(version !== undefined && { version }) });
}
