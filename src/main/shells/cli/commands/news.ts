import { done } from '../context.ts';
import { plural, when } from '../format.ts';
import { whole, type Register } from '../options.ts';
import type { Cell } from '../style.ts';

export const registerNews: Register = (program, choose) => {
  program
    .command('news')
    .description('what became known of the hosts, the newest first')
    .option('--limit <rows>', 'at most so many', whole(1, 500), 50)
    .option('--seen', 'and from now on it is no longer new')
    .action(({ limit, seen }: { limit: number; seen?: boolean }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const news = await cli.call('news.list', { limit });
          if (!news.ok) return news;
          const [newest] = news.value;
          if (seen && newest) {
            const marked = await cli.call('news.seen', { n: newest.n });
            if (!marked.ok) return marked;
          }
          const rows = news.value.map((one): Cell[] => [
            one.isNew ? cli.style.state('live', 'New') : '',
            when(one.at, cli.now),
            one.what,
            one.cve,
            one.source,
            plural(one.hostIds.length, 'host'),
            one.text,
          ]);
          return done(
            news.value,
            rows.length ? cli.style.table(['', 'Known', 'What', 'CVE', 'Source', 'Concerns', 'Text'], rows) : ['No news'],
          );
        },
      }),
    );
};
