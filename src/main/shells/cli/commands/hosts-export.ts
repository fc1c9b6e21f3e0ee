import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { fail, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { hostOptions, selectionOf } from '../options.ts';
import type { Choose, HostOptions } from '../options.ts';
import { chosenHosts } from '../select.ts';

interface ExportFlags extends HostOptions {
  readonly kind: 'ssh-config' | 'ansible-ini' | 'ansible-yaml' | 'csv';
  readonly to?: string;
  readonly force?: boolean;
}

export function registerExport(hosts: Command, choose: Choose): void {
  hostOptions(hosts.command('export'))
    .description('hosts as a file: a CSV, an Ansible inventory or an ssh_config; without names, all of them')
    .addOption(
      new Option('--kind <kind>', 'what to write').choices(['csv', 'ansible-ini', 'ansible-yaml', 'ssh-config']).makeOptionMandatory(),
    )
    .option('--to <file>', 'write it there, for its owner only (default: standard output)')
    .option('--force', 'replace a file that is there')
    .addHelpText(
      'after',
      '\nExamples:\n  patchbay hosts export --kind csv --to hosts.csv\n  patchbay hosts export --site Berlin --kind ansible-yaml',
    )
    .action((words: string[], flags: ExportFlags) => choose({ drive: false, verb: (cli) => exportHosts(cli, words, flags) }));
}

async function exportHosts(cli: Cli, words: readonly string[], flags: ExportFlags): Promise<Result<Done>> {
  const rows = await chosenHosts(cli, selectionOf(words, flags), true);
  if (!rows.ok) return rows;
  const exported = await cli.call('hosts.export', { ids: rows.value.map((row) => row.host.id), kind: flags.kind });
  if (!exported.ok) return exported;
  cli.note(...exported.value.notes.map((note) => cli.style.cell(note)));
  if (flags.to === undefined) return done(exported.value, exported.value.text.replace(/\r?\n$/, '').split('\n'));
  const file = resolve(flags.to);
  try {
    writeFileSync(file, exported.value.text, { mode: 0o600, flag: flags.force ? 'w' : 'wx' });
  } catch (error) {
    return fail({ kind: 'file', path: file, detail: error instanceof Error ? error.message : String(error) });
  }
  return done({ ...exported.value, file }, [cli.style.cell(`Wrote ${plural(rows.value.length, 'host')} to ${file}`)]);
}
