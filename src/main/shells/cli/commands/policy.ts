import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CallInput, CallOutput } from '../../../../shared/contract/contract.ts';
import type { PolicyRow } from '../../../../shared/contract/policies.ts';
import { windowSentence } from '../../../../shared/domain/calendar/index.ts';
import { fail, ok, type Result } from '../../../../shared/domain/result.ts';
import { done } from '../context.ts';
import type { Cli, Done } from '../context.ts';
import { plural, when } from '../format.ts';
import { makePlan } from '../make-plan.ts';
import { list, whole, type Register } from '../options.ts';
import { policyFileText, readPolicyFile } from '../policy-file.ts';
import { shellWord } from '../problem-text.ts';
import { chosenHosts } from '../select.ts';
import type { Cell } from '../style.ts';
import { planExit, planLines, readyHosts } from '../views/plan.ts';

const examples = `
A file of a policy is YAML or JSON; docs/policies.md shows one. Windows are short words:
  windows:
    - sun 02:00-06:00 Europe/Berlin
    - 2nd tue+3d 22:00 4h

Examples:
  patchbay policy save servers.yaml
  patchbay policy print Servers --to policy.md
  patchbay policy plan Servers
  patchbay policy plan Servers web1 --emergency "CVE-2026-1234 is exploited" --packages openssl`;

export const registerPolicy: Register = (program, choose) => {
  const policy = program
    .command('policy')
    .description('what is patched, when, in which order, and who answers for it')
    .addHelpText('after', examples);
  policy
    .command('list')
    .option('--archived', 'also those that are archived')
    .action(({ archived }: { archived?: boolean }) => choose({ drive: false, verb: (cli) => listPolicies(cli, archived ?? false) }));
  policy
    .command('show')
    .description('a policy as a file that "save" reads')
    .argument('<policy>', 'name or id')
    .option('--version-number <n>', 'this version; else the newest', whole(1, 1_000_000))
    .action((word: string, { versionNumber }: { versionNumber?: number }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const found = await findPolicy(cli, word, versionNumber);
          return found.ok ? done(found.value, policyFileText(found.value).trimEnd().split('\n')) : found;
        },
      }),
    );
  policy
    .command('save')
    .description('save a file as a new policy, or as the next version of the one that it names')
    .argument('<file>', 'YAML or JSON')
    .action((file: string) => choose({ drive: false, verb: (cli) => save(cli, file) }));
  policy
    .command('versions')
    .argument('<policy>', 'name or id')
    .action((word: string) => choose({ drive: false, verb: (cli) => versions(cli, word) }));
  policy
    .command('print')
    .description('the written patch policy, as Markdown')
    .argument('<policy>', 'name or id')
    .option('--version-number <n>', 'this version; else the newest', whole(1, 1_000_000))
    .option('--to <file>', 'write it there; else on standard output')
    .action((word: string, options: PrintOptions) => choose({ drive: false, verb: (cli) => print(cli, word, options) }));
  policy
    .command('archive')
    .description('no plan is made by it any more; all versions stay')
    .argument('<policy>', 'name or id')
    .requiredOption('--reason <text>')
    .action((word: string, { reason }: { reason: string }) =>
      choose({
        drive: false,
        verb: async (cli) => {
          const found = await findPolicy(cli, word);
          if (!found.ok) return found;
          const archived = await cli.call('policies.archive', { id: found.value.id, reason });
          return archived.ok ? done({ id: found.value.id }, [`${found.value.name} is archived`]) : archived;
        },
      }),
    );
  policy
    .command('plan')
    .description('preview what the policy selects on its hosts; changes nothing')
    .argument('<policy>', 'name or id')
    .argument('[hosts...]', 'of those in its scope; else all')
    .option('--emergency <reason>', 'out of cycle: short bake, no waiting; the reason stays on record')
    .option('--packages <names>', 'for an emergency: these in place of what the policy selects', list)
    .action((word: string, hosts: string[], options: PlanFlags) =>
      choose({ drive: false, verb: (cli) => plan(cli, word, hosts, options) }),
    );
};

interface PrintOptions {
  readonly versionNumber?: number;
  readonly to?: string;
}
interface PlanFlags {
  readonly emergency?: string;
  readonly packages?: string[];
}

/** By its id or name; the case of letters is no difference. */
async function findPolicy(cli: Cli, word: string, version?: number): Promise<Result<CallOutput<'policies.get'>>> {
  const rows = await cli.call('policies.list', { archived: true });
  if (!rows.ok) return rows;
  const found = rows.value.find((row) => row.id === word || row.name.toLowerCase() === word.toLowerCase());
  if (!found) return fail({ kind: 'not-found', what: `policy ${word}` });
  return cli.call('policies.get', { id: found.id, ...(version !== undefined && { version }) });
}

async function listPolicies(cli: Cli, archived: boolean): Promise<Result<Done>> {
  const rows = await cli.call('policies.list', { archived });
  if (!rows.ok) return rows;
  if (!rows.value.length) return done(rows.value, ['No policy yet: patchbay policy save FILE']);
  const cells = rows.value.map((row): Cell[] => [
    row.name,
    String(row.version),
    String(row.hosts),
    row.selects.mode,
    timesCell(cli, row),
    row.windows[0] ? windowSentence(row.windows[0]) : 'at any time',
    row.reviewOn ?? '',
  ]);
  return done(rows.value, cli.style.table(['Policy', '>Version', '>Hosts', 'Selects', 'Now', 'Windows', 'Review'], cells));
}

function timesCell(cli: Cli, { archivedAt, times }: PolicyRow): Cell {
  if (archivedAt) return cli.style.state('idle', 'Archived');
  const turns = times.turnsAt === null ? '' : when(times.turnsAt, cli.now);
  if (times.open) return cli.style.state('ok', turns ? `Open until ${turns}` : 'Open');
  const why = times.frozenBy ? `Frozen: ${times.frozenBy}` : 'Closed';
  return cli.style.state('idle', turns ? `${why}, opens ${turns}` : why);
}

async function save(cli: Cli, file: string): Promise<Result<Done>> {
  const text = await readText(resolve(file));
  if (!text.ok) return text;
  const read = readPolicyFile(text.value, Intl.DateTimeFormat().resolvedOptions().timeZone);
  if (!read.ok) return read;
  const rows = await cli.call('policies.list', { archived: false });
  if (!rows.ok) return rows;
  const sameName = rows.value.find((row) => row.name.toLowerCase() === String(read.value.draft['name']).toLowerCase());
  const input = { ...read.value, id: read.value.id ?? sameName?.id ?? null };
  const saved = await cli.call('policies.save', input as unknown as CallInput<'policies.save'>);
  return saved.ok ? done(saved.value, [`${saved.value.name}: version ${saved.value.version}`]) : saved;
}

async function versions(cli: Cli, word: string): Promise<Result<Done>> {
  const found = await findPolicy(cli, word);
  if (!found.ok) return found;
  const all = await cli.call('policies.versions', { id: found.value.id });
  if (!all.ok) return all;
  const cells = all.value.map((one): Cell[] => [String(one.version), when(one.savedAt, cli.now), one.savedBy, one.name]);
  return done(all.value, cli.style.table(['>Version', 'Saved', 'By', 'Name'], cells));
}

async function print(cli: Cli, word: string, { versionNumber, to }: PrintOptions): Promise<Result<Done>> {
  const found = await findPolicy(cli, word, versionNumber);
  if (!found.ok) return found;
  const printed = await cli.call('policies.print', { id: found.value.id, version: found.value.version });
  if (!printed.ok) return printed;
  if (to === undefined) return done(printed.value, printed.value.text.trimEnd().split('\n'));
  const written = await writeText(resolve(to), printed.value.text);
  return written.ok ? done({ ...printed.value, file: resolve(to) }, [`Wrote ${resolve(to)}`]) : written;
}

async function plan(cli: Cli, word: string, words: readonly string[], { emergency, packages }: PlanFlags): Promise<Result<Done>> {
  const found = await findPolicy(cli, word);
  if (!found.ok) return found;
  const hosts = await chosenHosts(cli, { words }, true);
  if (!hosts.ok) return hosts;
  const hostIds = words.length ? hosts.value.map((row) => row.host.id) : [];
  const input = { id: found.value.id, hostIds, emergency: emergency ?? null, packages: packages ?? null };
  const made = await makePlan(cli, hosts.value, () => cli.call('policies.plan', input));
  if (!made.ok) return made;
  const ready = readyHosts(made.value).length;
  const next = ready
    ? [
        '',
        `Next: patchbay deploy ${shellWord(made.value.id)}   (${plural(ready, 'host')}, ${found.value.name} version ${found.value.version})`,
      ]
    : [];
  return done(made.value, [...planLines(cli.style, made.value), ...next], planExit(made.value));
}

async function readText(path: string): Promise<Result<string>> {
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
  }
}

export async function writeText(path: string, text: string): Promise<Result<null>> {
  try {
    await writeFile(path, text, { mode: 0o600 });
    return ok(null);
  } catch (error) {
    return fail({ kind: 'file', path, detail: error instanceof Error ? error.message : String(error) });
  }
}
