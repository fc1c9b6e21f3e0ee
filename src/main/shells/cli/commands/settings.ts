import type { CallInput } from '../../../../shared/contract/contract.ts';
import { fail, ok } from '../../../../shared/domain/result.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import type { Register } from '../options.ts';
import { pairs } from '../views/hosts.ts';

export const registerSettings: Register = (program, choose) => {
  program
    .command('settings')
    .description('show the settings, or set some')
    .argument('[changes...]', 'name=value')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay settings\n  patchbay settings concurrency=10 kitKeepDays=30\n  patchbay settings feedProxy=http://proxy:3128\n  patchbay settings feedProxy=       (none)',
    )
    .action((changes: string[]) => choose({ drive: false, verb: (cli) => settings(cli, changes) }));
};

async function settings(cli: Cli, words: readonly string[]): Promise<Result<Done>> {
  const now = await cli.call('settings.get', {});
  if (!now.ok) return now;
  const changes = parse(words, now.value);
  if (!changes.ok) return changes;
  const after = words.length ? await cli.call('settings.set', changes.value) : now;
  return after.ok
    ? done(
        after.value,
        pairs(
          cli,
          Object.entries(after.value).map(([name, value]) => [name, String(value ?? 'none')] as const),
        ),
      )
    : after;
}

/** Names are checked here, values by the engine. */
function parse(words: readonly string[], known: object): Result<CallInput<'settings.set'>> {
  const entries = words.map((word) => /^(\w+)=(.*)$/s.exec(word)?.slice(1) ?? [word]);
  const wrong = entries.filter(([name = '', value]) => value === undefined || !Object.hasOwn(known, name));
  if (wrong.length)
    return fail({
      kind: 'invalid-input',
      issues: wrong.map(([name = '']) => ({ path: name, message: `name=value is wanted; names: ${Object.keys(known).join(', ')}` })),
    });
  return ok(Object.fromEntries(entries.map(([name, value = '']) => [name, valueOf(value)])));
}

const valueOf = (text: string): string | number | null => (text === '' ? null : /^\d+$/.test(text) ? Number(text) : text);
