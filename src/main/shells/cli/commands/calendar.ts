import { resolve } from 'node:path';
import { done } from '../context.ts';
import { whole, type Register } from '../options.ts';
import { writeText } from './policy.ts';

export const registerCalendar: Register = (program, choose) => {
  program
    .command('calendar')
    .description('windows, freezes and deadlines as an iCalendar file')
    .argument('[file]', 'else on standard output')
    .option('--days <n>', 'of so many days from now', whole(1, 730), 365)
    .action((file: string | undefined, { days }: { days: number }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const made = await cli.call('calendar.export', { days });
          if (!made.ok) return made;
          if (file === undefined) return done(made.value, made.value.text.trimEnd().split(/\r?\n/));
          const written = await writeText(resolve(file), made.value.text);
          return written.ok ? done({ file: resolve(file) }, [`Wrote ${resolve(file)}`]) : written;
        },
      }),
    );
};
