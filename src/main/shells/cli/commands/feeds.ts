import { resolve } from 'node:path';
import type { FetchedFile } from '../../../../shared/contract/feeds.ts';
import { explain } from '../../../../shared/domain/problem.ts';
import type { Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { bytes } from '../format.ts';
import { list } from '../options.ts';
import type { Register } from '../options.ts';
import type { Cell } from '../style.ts';
import { registerStoredFeeds } from './feeds-store.ts';

interface FetchOptions {
  readonly only?: string[];
  readonly releases?: string[];
  readonly proxy?: string;
  readonly ca?: string;
}

export const registerFeeds: Register = (program, choose) => {
  const feeds = program.command('feeds').description("the vendors' vulnerability data");
  registerStoredFeeds(feeds, choose);
  feeds
    .command('fetch')
    .description("bring the vendors' files into a folder; nobody is told what you have")
    .argument('<folder>', 'where the files are kept')
    .option('--only <feeds>', 'these feeds', list)
    .option('--releases <releases>', 'of the vendors only what these need: debian:12,alma:9', list)
    .option('--proxy <url>', 'through this proxy; else HTTPS_PROXY')
    .option('--ca <file>', 'trust these certificates as well (PEM)')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay feeds fetch ~/feeds\n  patchbay feeds fetch ~/feeds --only kev,epss\n  patchbay feeds fetch ~/feeds --releases debian:12,alma:9',
    )
    .action((folder: string, options: FetchOptions) => choose({ drive: false, verb: (cli) => fetch(cli, folder, options) }));
};

async function fetch(cli: Cli, folder: string, { only, releases, proxy, ca }: FetchOptions): Promise<Result<Done>> {
  cli.note('Fetching. This can take minutes the first time.');
  const named = { ...(only && { only }), ...(releases && { releases }) };
  const input = { folder: resolve(folder), ...named, ...(proxy !== undefined && { proxy }), ...(ca !== undefined && { ca }) };
  const fetched = await cli.call('feeds.fetch', input);
  if (!fetched.ok) return fetched;
  const failed = fetched.value.filter((one) => one.state === 'failed');
  const advice = failed.flatMap(({ problem }) => (problem ? [explain(problem).title, `  ${explain(problem).next}`] : []));
  const table = cli.style.table(
    ['Feed', 'File', 'State', '>Size', 'Edition'],
    fetched.value.map((one) => row(cli, one)),
  );
  return done(fetched.value, [...table, ...(advice.length ? ['', ...advice] : [])], failed.length ? EXIT.failed : EXIT.ok);
}

const row = (cli: Cli, one: FetchedFile): Cell[] => [
  one.title,
  one.file,
  one.state === 'failed' ? cli.style.state('bad', 'Failed') : cli.style.state('ok', one.state === 'fetched' ? 'Fetched' : 'Unchanged'),
  one.state === 'fetched' ? bytes(one.bytes) : '',
  one.version ?? '',
];
