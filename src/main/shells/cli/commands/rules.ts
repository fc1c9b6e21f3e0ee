import { done } from '../context.ts';
import type { Cli } from '../context.ts';
import { list, type Register } from '../options.ts';

export const registerRules: Register = (program, choose) => {
  program
    .command('rules')
    .description('due-date rules beside CISA BOD 26-04: which there are, which are in use')
    .option('--use <ids>', 'use these from now on; "none" for BOD 26-04 alone', list)
    .action(({ use }: { use?: string[] }) =>
      choose({
        drive: false,
        verb: async (cli: Cli) => {
          const set = use && (await cli.call('rules.use', { ids: use.filter((id) => id !== 'none') }));
          if (set && !set.ok) return set;
          const rules = await cli.call('rules.list', {});
          if (!rules.ok) return rules;
          const lines = rules.value.flatMap((one) => [
            `${cli.style.cell(one.used ? cli.style.state('ok', 'In use') : cli.style.state('idle', 'Not used'))}  ${one.id}: ${one.name} (${one.source})`,
            ...one.rows.map((row) => `    ${row}`),
          ]);
          return done(rules.value, lines);
        },
      }),
    );
};
