import { z } from 'zod';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { accountOf } from '../../../shared/domain/host.ts';
import type { Jump } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Cli } from './context.ts';
import { selectHosts } from './select.ts';

const kinds = ['password', 'sudo-password', 'passphrase'] as const;
const Value = z.string().min(1).max(4096);
const SecretsInput = z.record(
  z.string().min(1).max(200),
  z.strictObject({ password: Value, 'sudo-password': Value, passphrase: Value }).partial(),
);
type SecretsInput = z.infer<typeof SecretsInput>;

const MAX_INPUT_CHARS = 1_000_000;
const shape = 'wanted on standard input: {"web1": {"password": "...", "sudo-password": "...", "passphrase": "..."}, "*": {...}}';
/** Never quotes what was read: it is made of secrets. */
const notUnderstood: Problem = { kind: 'invalid-input', issues: [{ path: '--secrets-stdin', message: shape }] };

export async function readSecrets(stdin: NodeJS.ReadableStream): Promise<Result<SecretsInput>> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const text = chunk.toString();
    length += text.length;
    if (length > MAX_INPUT_CHARS) return fail(notUnderstood);
    chunks.push(text);
  }
  const parsed = SecretsInput.safeParse(parseJson(chunks.join('')));
  return parsed.success ? ok(parsed.data) : fail(notUnderstood);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Hands the secrets to the engine, which keeps them in memory. "*" first, so that a named host's own one wins. */
export async function enterSecrets(cli: Cli, secrets: SecretsInput): Promise<Result<null>> {
  const rows = await cli.call('hosts.list', {});
  if (!rows.ok) return rows;
  const entries = Object.entries(secrets).sort(([a], [b]) => Number(b === '*') - Number(a === '*'));
  for (const [word, values] of entries) {
    const hop = hopOf(rows.value, word);
    const hosts = hop ? ok(hop.behind) : word === '*' ? ok([...rows.value]) : selectHosts(rows.value, [word]);
    if (!hosts.ok) return hosts;
    const entered = await enterFor(cli, hosts.value, values, hop?.account);
    if (!entered.ok) return entered;
  }
  return ok(null);
}

/** A hop on the way is named as it was added: user@host:port. null where the word names none. */
function hopOf(rows: readonly HostRow[], word: string): { readonly account: string; readonly behind: HostRow[] } | null {
  const named = (jump: Jump): boolean =>
    word === `${jump.user}@${jump.address}:${jump.port}` || (jump.port === 22 && word === `${jump.user}@${jump.address}`);
  const behind = rows.filter((row) => row.host.jumps.some((jump) => jump.signIn && named(jump)));
  const hop = behind[0]?.host.jumps.find(named);
  return hop ? { account: accountOf(hop), behind } : null;
}

async function enterFor(
  cli: Cli,
  hosts: readonly HostRow[],
  values: SecretsInput[string],
  forWhat: string | undefined,
): Promise<Result<null>> {
  const [first, ...others] = hosts.map((row) => row.host.id);
  if (first === undefined) return ok(null);
  for (const secret of kinds) {
    const value = values[secret];
    if (value === undefined) continue;
    const entered = await cli.call('hosts.enterSecret', {
      id: first,
      secret,
      value,
      alsoFor: others,
      ...(forWhat !== undefined && { forWhat }),
    });
    if (!entered.ok) return entered;
  }
  return ok(null);
}
