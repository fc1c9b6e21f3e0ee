import type { Command } from 'commander';
import { resolve } from 'node:path';
import type { FeedInfo } from '../../../../shared/contract/vulnerabilities.ts';
import { explain } from '../../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { bytes, count, plural, when } from '../format.ts';
import { list, type Choose } from '../options.ts';
import type { Cell, Tone } from '../style.ts';

interface UpdateOptions {
  readonly only?: string[];
  readonly proxy?: string;
  readonly ca?: string;
}

/** The vendors' data as this Patchbay has it: what hosts are judged by. */
export function registerStoredFeeds(feeds: Command, choose: Choose): void {
  feeds
    .command('list')
    .description('what is known, of which day, and what went wrong')
    .action(() => choose({ drive: false, verb: show }));
  feeds
    .command('update')
    .description('ask the vendors for what has changed, and judge the hosts by it; nobody is told what you have')
    .option('--only <feeds>', 'these feeds, also where no host needs them', list)
    .option('--proxy <url>', 'through this proxy, from now on; else HTTPS_PROXY')
    .option('--ca <file>', 'trust these certificates as well (PEM), from now on')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay feeds update\n  patchbay feeds update --only debian-tracker,kev,epss,endoflife\n  patchbay feeds update --proxy http://proxy:3128',
    )
    .action((options: UpdateOptions) => choose({ drive: false, verb: (cli) => update(cli, options) }));
  feeds
    .command('export')
    .description('one signed file with the data of all feeds, for a computer that reaches no vendor')
    .argument('<file>')
    .action((file: string) => choose({ drive: false, verb: (cli) => exportTo(cli, file) }));
  feeds
    .command('import')
    .description('take the feeds of such a file, once its signature was checked')
    .argument('<file>')
    .option('--trust <fingerprint>', 'at first contact: the key that "feeds export" showed on the other computer')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay feeds import /media/usb/feeds\n  patchbay feeds import /media/usb/feeds --trust SHA256:...',
    )
    .action((file: string, { trust }: { trust?: string }) => choose({ drive: false, verb: (cli) => importFrom(cli, file, trust ?? null) }));
}

async function show(cli: Cli): Promise<Result<Done>> {
  const feeds = await cli.call('feeds.list', {});
  return feeds.ok ? done(feeds.value, feedLines(cli, feeds.value)) : feeds;
}

async function update(cli: Cli, { only = [], proxy, ca }: UpdateOptions): Promise<Result<Done>> {
  const way = { ...(proxy !== undefined && { feedProxy: proxy }), ...(ca !== undefined && { feedCa: resolve(ca) }) };
  const kept = Object.keys(way).length ? await cli.call('settings.set', way) : ok(null);
  if (!kept.ok) return kept;
  const started = await cli.call('feeds.update', { only: [...only] });
  if (!started.ok) return started;
  const followed = await follow(cli, {
    fetch: () => cli.call('feeds.list', {}),
    isDone: (feeds) => feeds.every((one) => one.step === null),
    show: (feeds) =>
      cli.progress.show(`Updating ${plural(started.value.feeds, 'feed')}`, feeds.filter((one) => one.step !== null).map(progressRow)),
  });
  if (!followed.ok) return followed;
  if (followed.value.ended !== 'done') {
    await cli.call('feeds.cancel', {});
    return fail({ kind: 'cancelled', what: 'updating feeds' });
  }
  const found = await cli.call('findings.exposure', {});
  const feeds = await cli.call('feeds.list', {});
  if (!found.ok) return found;
  if (!feeds.ok) return feeds;
  const { findings, fixable, exploited } = found.value;
  const said = `${plural(findings, 'finding')}, ${count(fixable)} with a fix, ${count(exploited)} known to be exploited`;
  const failed = feeds.value.some((one) => one.problem !== null && (!only.length || only.includes(one.feed)));
  return done(feeds.value, [...feedLines(cli, feeds.value), '', said], failed ? EXIT.failed : EXIT.ok);
}

const progressRow = (one: FeedInfo) => ({
  id: one.feed,
  name: one.title,
  tone: 'live' as const,
  word: one.step ?? '',
  detail: '',
  data: { verb: 'feeds update', feed: one.feed, step: one.step },
});

async function exportTo(cli: Cli, file: string): Promise<Result<Done>> {
  const written = await cli.call('feeds.export', { path: resolve(file) });
  if (!written.ok) return written;
  const { path, bytes: size, key } = written.value;
  return done(written.value, [
    `${path}: ${bytes(size)}`,
    `Signed by ${key}`,
    `On the other computer, once: patchbay feeds import FILE --trust ${key}`,
  ]);
}

async function importFrom(cli: Cli, file: string, trust: string | null): Promise<Result<Done>> {
  const taken = await cli.call('feeds.import', { path: resolve(file), trust });
  return taken.ok ? ok({ value: taken.value, lines: feedLines(cli, taken.value), exit: EXIT.ok }) : taken;
}

const STATES: Readonly<Record<FeedInfo['state'], readonly [Tone, string]>> = {
  never: ['unknown', 'Never read'],
  current: ['ok', 'Current'],
  stale: ['warn', 'Stale'],
  'not-needed': ['idle', 'Not needed'],
};

function feedLines(cli: Cli, feeds: readonly FeedInfo[]): string[] {
  const rows = feeds.map((one): Cell[] => [
    one.feed,
    cli.style.state(...STATES[one.state]),
    one.date ?? '',
    one.version ?? '',
    count(one.rows),
    bytes(one.bytes),
    when(one.triedAt, cli.now),
    one.gives,
  ]);
  const troubles = feeds.flatMap(({ problem, date }) => {
    if (!problem) return [];
    const { title, next } = explain(problem);
    return ['', `${title}${date ? `; data as of ${date} stays in use` : ''}`, `  ${next}`];
  });
  return [...cli.style.table(['Feed', 'State', 'Data of', 'Edition', '>Rows', '>Size', 'Tried', 'Gives'], rows), ...troubles];
}
