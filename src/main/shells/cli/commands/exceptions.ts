import { readFile } from 'node:fs/promises';
import type { Exception } from '../../../../shared/domain/exception.ts';
import { fail, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural } from '../format.ts';
import { repeated, type Register } from '../options.ts';
import { chosenHosts } from '../select.ts';
import type { Cell } from '../style.ts';

interface AddOptions {
  readonly cve?: string;
  readonly source?: string;
  readonly host?: string[];
  readonly kind: 'not-applicable' | 'accepted' | 'deferred';
  readonly owner: string;
  readonly reason: string;
  readonly control?: string;
  readonly until: string;
}

export const registerExceptions: Register = (program, choose) => {
  const exceptions = program.command('exceptions').description('what findings are excused from: by whom, why and until when');
  exceptions
    .command('list')
    .option('--ended', 'also those that were ended')
    .action(({ ended }: { ended?: boolean }) => choose({ drive: false, verb: (cli) => show(cli, ended ?? false) }));
  exceptions
    .command('add')
    .option('--cve <cve>', 'this CVE')
    .option('--source <package>', 'this source package')
    .option('--host <host>', 'on this host; none named, on all', repeated)
    .requiredOption('--kind <kind>', 'not-applicable, accepted or deferred')
    .requiredOption('--owner <name>', 'who answers for it')
    .requiredOption('--reason <text>')
    .option('--control <text>', 'what holds the risk down meanwhile')
    .requiredOption('--until <date>', 'the last day it holds')
    .addHelpText(
      'after',
      '\nExample:\n  patchbay exceptions add --cve CVE-2026-1234 --host web1 --kind accepted --owner Kim --reason "no route to it" --until 2026-12-31',
    ) // prettier-ignore
    .action((options: AddOptions) => choose({ drive: false, verb: (cli) => add(cli, options) }));
  exceptions
    .command('renew')
    .argument('<id>')
    .requiredOption('--until <date>')
    .requiredOption('--reason <text>')
    .action((id: string, { until, reason }: { until: string; reason: string }) =>
      choose({ drive: false, verb: async (cli) => told(cli, await cli.call('exceptions.renew', { id, expiresOn: until, reason })) }),
    );
  exceptions
    .command('end')
    .argument('<id>')
    .requiredOption('--reason <text>')
    .action((id: string, { reason }: { reason: string }) =>
      choose({ drive: false, verb: async (cli) => told(cli, await cli.call('exceptions.end', { id, reason })) }),
    );
  exceptions
    .command('export-vex')
    .description('as OpenVEX, on standard output')
    .action(() =>
      choose({
        drive: false,
        verb: async (cli) => {
          const vex = await cli.call('exceptions.exportVex', {});
          return vex.ok ? done(vex.value, vex.value.text.trimEnd().split('\n')) : vex;
        },
      }),
    );
  exceptions
    .command('import-vex')
    .description('show what an OpenVEX document says; --add takes it')
    .argument('<file>')
    .requiredOption('--owner <name>', 'where the document names none')
    .requiredOption('--until <date>', 'where the document names none')
    .option('--add', 'put them on record, all or none')
    .action((file: string, options: { owner: string; until: string; add?: boolean }) => choose({ drive: false, verb: (cli) => importVex(cli, file, options) })); // prettier-ignore
};

async function show(cli: Cli, ended: boolean): Promise<Result<Done>> {
  const all = await cli.call('exceptions.list', { ended });
  return all.ok ? done(all.value, table(cli, all.value)) : all;
}

async function add(cli: Cli, options: AddOptions): Promise<Result<Done>> {
  const hosts = options.host ? await chosenHosts(cli, { words: options.host }) : null;
  if (hosts && !hosts.ok) return hosts;
  const { cve, source, kind, owner, reason, control, until } = options;
  const hostIds = hosts?.value.map((row) => row.host.id) ?? [];
  const draft = {
    cve: cve ?? null,
    source: source ?? null,
    hostIds,
    kind,
    owner,
    reason,
    compensatingControl: control ?? null,
    expiresOn: until,
  };
  return told(cli, await cli.call('exceptions.add', draft));
}

const told = (cli: Cli, one: Result<Exception>): Result<Done> => (one.ok ? done(one.value, table(cli, [one.value])) : one);

function table(cli: Cli, all: readonly Exception[]): string[] {
  if (!all.length) return ['No exception'];
  const today = cli.now.toISOString().slice(0, 10);
  const rows = all.map((one): Cell[] => [
    one.id,
    [one.cve, one.source].filter((part) => part !== null).join(' in '),
    one.hostIds.length ? plural(one.hostIds.length, 'host') : 'all hosts',
    one.kind,
    one.endedAt
      ? cli.style.state('idle', 'Ended')
      : one.expiresOn < today
        ? cli.style.state('bad', 'Expired')
        : cli.style.state('ok', 'Holds'),
    one.expiresOn,
    one.originalDue?.slice(0, 10) ?? '',
    String(one.renewals),
    one.owner,
    one.reason,
  ]);
  return cli.style.table(['Id', 'What', 'On', 'Kind', 'State', 'Until', 'Was due', '>Renewals', 'Owner', 'Reason'], rows);
}

async function importVex(cli: Cli, file: string, options: { owner: string; until: string; add?: boolean }): Promise<Result<Done>> {
  const text = await readText(file);
  if (!text.ok) return text;
  const rows = await cli.call('exceptions.readVex', { text: text.value, owner: options.owner, expiresOn: options.until });
  if (!rows.ok) return rows;
  const drafts = rows.value.flatMap(({ draft }) => draft ?? []);
  const added = options.add && drafts.length ? await cli.call('exceptions.addAll', { drafts }) : null;
  if (added && !added.ok) return added;
  const cells = rows.value.map(({ at, draft, problem }): Cell[] => [
    at,
    draft ? [draft.cve, draft.source].filter((part) => part !== null).join(' in ') : '',
    draft?.kind ?? '',
    problem ?? draft?.reason ?? '',
  ]);
  return done(rows.value, cli.style.table(['Statement', 'What', 'Kind', 'Says'], cells));
}

async function readText(file: string): Promise<Result<string>> {
  try {
    return { ok: true, value: await readFile(file, 'utf8') };
  } catch (error) {
    return fail({ kind: 'file', path: file, detail: error instanceof Error ? error.message : String(error) });
  }
}
