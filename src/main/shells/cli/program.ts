import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { version } from '../../version.ts';
import { registerAssess } from './commands/assess.ts';
import { registerBackup } from './commands/backup.ts';
import { registerCalendar } from './commands/calendar.ts';
import { registerCredentials } from './commands/credentials.ts';
import { registerDeploy } from './commands/deploy.ts';
import { registerDeployments } from './commands/deployments.ts';
import { registerEndOfLife } from './commands/end-of-life.ts';
import { registerExceptions } from './commands/exceptions.ts';
import { registerFeeds } from './commands/feeds.ts';
import { registerFindings } from './commands/findings.ts';
import { registerHistory } from './commands/history.ts';
import { registerHosts } from './commands/hosts.ts';
import { registerDiscover } from './commands/hosts-discover.ts';
import { registerEditMany } from './commands/hosts-edit-many.ts';
import { registerExport } from './commands/hosts-export.ts';
import { registerWayIn } from './commands/hosts-way-in.ts';
import { registerImport } from './commands/hosts-import.ts';
import { registerNews } from './commands/news.ts';
import { registerPolicy } from './commands/policy.ts';
import { registerRepair } from './commands/repair.ts';
import { registerRetention } from './commands/retention.ts';
import { registerRollback } from './commands/rollback.ts';
import { registerRules } from './commands/rules.ts';
import { registerRunDue } from './commands/run-due.ts';
import { registerSbom } from './commands/sbom.ts';
import { registerScan } from './commands/scan.ts';
import { registerSchedule } from './commands/schedule.ts';
import { registerSettings } from './commands/settings.ts';
import { registerStatus } from './commands/status.ts';
import { registerTest } from './commands/test.ts';
import { registerVault } from './commands/vault.ts';
import { registerVerify } from './commands/verify.ts';
import { registerWalk } from './commands/walk.ts';
import { defaultDataFolder } from '../data-folder.ts';
import type { Io } from './io.ts';
import type { Choose } from './options.ts';
import { secretOptions } from './passphrase.ts';

export interface GlobalOptions {
  readonly json?: boolean;
  readonly data: string;
  readonly secretsStdin?: boolean;
  readonly passphraseFile?: string;
  readonly passphraseFd?: number;
}

const journey = `
The journey:
  patchbay hosts import              hosts from ~/.ssh/config
  patchbay scan --all                what each host has and lacks (read-only)
  patchbay assess                    the fix list
  patchbay test --all --security     the exact transaction on each host; prints a plan
  patchbay deploy PLAN               carries that plan out, and nothing else
  patchbay verify last               a fresh scan is the judge
  patchbay rollback last             back to the versions before

"patchbay walk" does the first steps on this computer and changes nothing.
Exit codes: 0 done, 1 a host failed, 2 wrong use, 3 needs a person, 4 unreachable, 5 database, 6 under way, 130 interrupted.`;

export function buildProgram(io: Io, json: boolean, choose: Choose): Command {
  const program = new Command('patchbay')
    .description('Keeps 5 to 200 machines patched from one laptop, over SSH, and proves it.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => (json ? undefined : io.stderr.write(text)) })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows options and examples)')
    .addHelpText('after', journey)
    .option('--json', 'one JSON document a line on standard output; the last one is the outcome')
    .addOption(dataOption(io))
    .option(
      '--secrets-stdin',
      'read passwords as JSON from standard input: {"web1 or *": {"password": "...", "sudo-password": "...", "passphrase": "..."}}',
    );
  secretOptions(program, 'passphrase', "the vault's passphrase");
  for (const register of [registerWalk, registerStatus]) register(program.commandsGroup('Begin:'), choose);
  for (const register of [registerScan, registerAssess, registerTest, registerDeploy, registerVerify, registerRollback, registerRepair])
    register(program.commandsGroup('Journey:'), choose);
  program.commandsGroup('Vulnerabilities:');
  for (const register of [
    registerFindings,
    registerNews,
    registerFeeds,
    registerExceptions,
    registerEndOfLife,
    registerRules,
    registerSbom,
  ])
    register(program, choose);
  for (const register of [registerPolicy, registerSchedule, registerRunDue, registerCalendar])
    register(program.commandsGroup('Policies:'), choose);
  program.commandsGroup('Records:');
  const hosts = registerWayIn(registerHosts(program, choose), choose);
  for (const register of [registerImport, registerExport, registerEditMany, registerDiscover]) register(hosts, choose);
  for (const register of [
    registerCredentials,
    registerVault,
    registerDeployments,
    registerHistory,
    registerBackup,
    registerRetention,
    registerSettings,
  ])
    register(program, choose);
  return program;
}

const dataOption = (io: Io): Option =>
  new Option('--data <folder>', 'where inventory, history and evidence are kept; PATCHBAY_DATA sets it, too')
    .default(resolve(defaultDataFolder(io.env, process.platform, homedir())))
    .argParser((folder: string) => resolve(folder));
