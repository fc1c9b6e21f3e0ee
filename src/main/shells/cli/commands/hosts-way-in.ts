import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { HostRow } from '../../../../shared/contract/contract.ts';
import { layerNames, type Layer } from '../../../../shared/contract/connection.ts';
import { explain } from '../../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../../shared/domain/result.ts';
import { done, type Cli, type Done } from '../context.ts';
import { EXIT, exitCodeOf, worst, type ExitCode } from '../exit-codes.ts';
import { Helper, troublesIn } from '../helper.ts';
import { hostOptions, selectionOf, type Choose, type HostOptions } from '../options.ts';
import { chosenHosts, oneHost } from '../select.ts';
import type { Cell, Tone } from '../style.ts';

/** The way in: tried layer by layer, and made narrow. */
export function registerWayIn(hosts: Command, choose: Choose): Command {
  hostOptions(hosts.command('test'))
    .description('try the way in, layer by layer; changes nothing')
    .addHelpText('after', '\nExamples:\n  patchbay hosts test web1\n  patchbay hosts test --all --json')
    .action((words: string[], options: HostOptions) => choose({ drive: false, verb: (cli) => testHosts(cli, words, options) }));
  hosts
    .command('sudoers')
    .description('a script that gives the user of a host the rights that Patchbay needs by sudo, and no more')
    .argument('<host>')
    .option('--output <file>', 'write it there; standard output otherwise')
    .addHelpText('after', '\nRead it, run it as root on the host, then: patchbay hosts edit HOST --elevation wrapper')
    .action((word: string, flags: { output?: string }) => choose({ drive: false, verb: (cli) => writeSudoers(cli, word, flags.output) }));
  return hosts;
}

interface Tested {
  readonly host: HostRow['host'];
  readonly layers: readonly Layer[];
}

async function testHosts(cli: Cli, words: readonly string[], options: HostOptions): Promise<Result<Done>> {
  const rows = await chosenHosts(cli, selectionOf(words, options));
  if (!rows.ok) return rows;
  const helper = new Helper(cli);
  const tested = new Map<string, Tested>();
  for (let todo = rows.value.map((row) => row.host); todo.length > 0;) {
    for (const host of todo) {
      const answer = await cli.call('hosts.testConnection', { id: host.id });
      if (!answer.ok) return answer;
      tested.set(host.id, { host, layers: answer.value.layers });
      if (cli.io.interrupted.aborted) return fail({ kind: 'cancelled', what: 'test of the connection' });
    }
    const again = await helper.settle(troublesIn([...tested.values()].filter(({ host }) => todo.includes(host))));
    if (!again.ok) return again;
    todo = todo.filter((host) => again.value.includes(host.id));
  }
  const all = [...tested.values()];
  return done(
    all.map(({ host, layers }) => ({ host: host.name, hostId: host.id, layers })),
    all.flatMap((one) => layerLines(cli, one)),
    worst(all.map(exitOf)),
  );
}

function exitOf({ layers }: Tested): ExitCode {
  const failed = layers.find((layer) => layer.state === 'fail');
  if (!failed) return EXIT.ok;
  return failed.problem ? exitCodeOf(failed.problem) : EXIT.failed;
}

const WORDS: Readonly<Record<Layer['state'], readonly [Tone, string]>> = {
  ok: ['ok', 'Ok'],
  warn: ['warn', 'Look'],
  fail: ['bad', 'Failed'],
  skipped: ['unknown', 'Not tried'],
};

function layerLines(cli: Cli, { host, layers }: Tested): string[] {
  const cells = layers.map((one): Cell[] => [
    cli.style.state(...WORDS[one.state]),
    layerNames[one.layer],
    one.hop,
    one.ms === null ? '' : `${one.ms} ms`,
    one.state === 'skipped' ? '' : one.text,
  ]);
  const next = layers.flatMap((one) => (one.problem && one.state !== 'skipped' ? [explain(one.problem)] : []));
  return [
    cli.style.cell(host.name),
    ...cli.style.table(['', 'Layer', 'At', '', ''], cells),
    ...next.flatMap((said) => [...said.detail.map((line) => cli.style.cell(`  ${line}`)), cli.style.cell(`Next: ${said.next}`)]),
    '',
  ];
}

async function writeSudoers(cli: Cli, word: string, output: string | undefined): Promise<Result<Done>> {
  const row = await oneHost(cli, word);
  if (!row.ok) return row;
  const file = await cli.call('hosts.sudoersFile', { id: row.value.host.id });
  if (!file.ok) return file;
  if (output === undefined) return done(file.value, file.value.text.trimEnd().split('\n'));
  const written = write(output, file.value.text);
  if (!written.ok) return written;
  return done({ ...file.value, path: output }, [
    cli.style.cell(`Written to ${output}. Read it, then run it as root on ${row.value.host.name}.`),
  ]);
}

function write(path: string, text: string): Result<null> {
  try {
    writeFileSync(path, text, { mode: 0o600 });
    return ok(null);
  } catch (error) {
    return fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
  }
}
