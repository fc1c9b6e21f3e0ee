import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostRow } from '../src/shared/contract/contract.ts';
import type { Plan } from '../src/shared/domain/plan.ts';
import { Lab, type LabHost, noLab } from './lab/lab.ts';
import { canary, formsOf, inFolder, inText, type Named } from './secrets/canaries.ts';
import type { Task } from './secrets/through-engine.ts';
import type { Watched } from './secrets/watch-processes.ts';
import { type CliOutcome, ended, Laptop } from './support/patchbay.ts';

const why = noLab();
if (why) console.log(`skipped, secrets: ${why}`);

const script = (name: string): string => fileURLToPath(new URL(`./secrets/${name}.ts`, import.meta.url));
const PLACES = '/var /tmp /root /home /run /etc /srv /usr/local';

describe.skipIf(why)('secrets that were entered are found nowhere', () => {
  const secrets: Named = {
    password: canary('pw'),
    passphrase: canary('pp'),
    sudo: canary('su'),
    'wrong-password': canary('wpw'),
    'wrong-passphrase': canary('wpp'),
    'wrong-sudo': canary('wsu'),
  };
  const control = { control: canary('ctl') };
  let lab: Lab;
  let host: LabHost;
  let laptop: Laptop;
  let watched: Watched;
  /** Everything that came out of Patchbay. */
  const said: string[] = [];
  const ends: Record<string, [exit: number, kind: string | null]> = {};

  const stdin = (which: 'right' | 'wrong'): string => {
    const of = (name: string): string => secrets[which === 'right' ? name : `wrong-${name}`]!;
    return JSON.stringify({
      'by-password': { password: of('password') },
      'by-key': { passphrase: of('passphrase') },
      'by-sudo': { 'sudo-password': of('sudo') },
    });
  };
  /** Both ways of telling, JSON and text; the exit code and the first problem of it are kept. */
  async function cli(name: string, args: readonly string[], input: string): Promise<CliOutcome> {
    const json = await laptop.json([...args, '--secrets-stdin'], { stdin: input });
    const problem = (json.value as HostRow[] | null)?.[0]?.scan?.problem ?? json.problem;
    ends[name] = [json.exit, problem?.kind ?? null];
    said.push(json.stdout, json.stderr);
    return json;
  }
  async function told(args: readonly string[], input = ''): Promise<void> {
    const outcome = await laptop.cli(input ? [...args, '--secrets-stdin'] : args, { stdin: input });
    said.push(outcome.stdout, outcome.stderr);
  }

  beforeAll(async () => {
    lab = await Lab.up({ hosts: ['files-01'], owner: process.pid, id: `secrets-${process.pid}` });
    host = lab.hosts[0]!;
    laptop = new Laptop(lab);
    await prepare();
    watched = await watchWhile(work);
  });
  afterAll(async () => {
    laptop?.remove();
    await lab?.down();
  });

  /** Each account's password, and a key with a passphrase. Nothing of Patchbay runs yet. */
  async function prepare(): Promise<void> {
    await host.exec('chpasswd', { input: `ops:${secrets['password']}\nadmin:${secrets['sudo']}\n` });
    const key = join(laptop.home, '.ssh', 'locked');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', secrets['passphrase']!, '-f', key]);
    await host.exec('cat >> /root/.ssh/authorized_keys', { input: readFileSync(`${key}.pub`, 'utf8') });
    const add = (name: string, user: string, ...how: string[]): Promise<unknown> =>
      laptop.must(['hosts', 'add', name, '--address', host.ip, '--user', user, ...how]);
    await add('by-password', 'ops', '--password');
    await add('by-key', 'root', '--key', key);
    await add('by-sudo', 'admin', '--key', lab.key);
    const met = (await laptop.json(['scan', 'by-sudo'])).value as HostRow[];
    const shown = met[0]?.scan.problem;
    if (shown?.kind !== 'host-key-unknown') throw new Error(`wanted a first contact, got ${JSON.stringify(met)}`);
    await laptop.must(['hosts', 'accept-key', 'by-sudo', '--fingerprint', shown.fingerprint]);
  }

  async function work(): Promise<void> {
    for (const name of ['by-password', 'by-key', 'by-sudo']) {
      await cli(name, ['scan', name], stdin('right'));
      await cli(`wrong ${name}`, ['scan', name], stdin('wrong'));
    }
    await told(['scan', '--all', '--no-refresh'], stdin('wrong'));
    await cli('not understood', ['scan', '--all'], stdin('right').replace('sudo-password', 'sudo-pass'));
    const plan = (await cli('test', ['test', 'by-sudo', '--packages', 'tzdata'], stdin('right'))).value as Plan;
    await cli('deploy', ['deploy', plan.id, '--yes', '--hash', plan.hash ?? ''], stdin('right'));
    const engine = lab.run([process.execPath, script('through-engine')], { env: laptop.env, stdio: ['pipe', 'pipe', 'pipe'] });
    const enter: Task['enter'] = [
      { host: 'by-password', secret: 'password', value: secrets['password']! },
      { host: 'by-key', secret: 'passphrase', value: secrets['passphrase']! },
      { host: 'by-sudo', secret: 'sudo-password', value: secrets['wrong-sudo']! },
    ];
    engine.stdin!.end(JSON.stringify({ dataFolder: laptop.data, enter } satisfies Task));
    const [out, errors, exit] = await Promise.all([text(engine.stdout!), text(engine.stderr!), ended(engine)]);
    ends['engine'] = [exit, null];
    said.push(out, errors);
    for (const args of [
      ['history', '--limit', '500', '--json'],
      ['hosts', 'list'],
      ['deployments', 'show', 'last'],
      ['status'],
      ['audit', 'verify'],
    ])
      await told(args);
    await told(['deployments', 'log', 'last', 'by-sudo']);
  }

  /** Looks into every process, here and on the hosts, while this is done; a planted process shows that it can see. */
  async function watchWhile(task: () => Promise<void>): Promise<Watched> {
    const watcher = spawn(process.execPath, [script('watch-processes')], { stdio: ['pipe', 'pipe', 'inherit'] });
    watcher.stdin.write(`${JSON.stringify({ ...secrets, ...control })}\n`);
    const answer = text(watcher.stdout);
    const planted = host.exec(`CANARY=${control.control} sleep 6`);
    try {
      await task();
      await planted;
    } finally {
      watcher.stdin.end();
    }
    return JSON.parse(await answer) as Watched;
  }

  it('were really used, and the wrong ones refused', () => {
    expect(ends).toEqual({
      'by-password': [0, null],
      'by-key': [0, null],
      'by-sudo': [0, null],
      'wrong by-password': [3, 'sign-in-refused'],
      'wrong by-key': [3, 'passphrase-wrong'],
      'wrong by-sudo': [3, 'sudo-password-wrong'],
      'not understood': [2, 'invalid-input'],
      test: [0, null],
      deploy: [0, null],
      engine: [0, null],
    });
    const engine = said.filter((one) => one.includes('"what":"hosts.enterSecret"')).join('');
    expect(engine).toContain('"kind":"invalid-input"');
    expect(engine).toContain('"kind":"sudo-password-wrong"');
  });

  it('not in the arguments or the environment of any process, here or on the host', () => {
    expect(watched.found.filter((one) => one.includes(' control in '))).toEqual(
      expect.arrayContaining([expect.stringMatching(/^cmdline control/), expect.stringMatching(/^environ control in sleep/)]),
    );
    expect(watched.found.filter((one) => !one.includes(' control in '))).toEqual([]);
    expect(watched.sweeps).toBeGreaterThan(50);
  });

  it('not in anything that Patchbay says: results, errors, progress, history, logs', () => {
    expect(inText(`${said.join('\n')}${control.control}`, control)).toEqual(['control']);
    expect(said.join('').length).toBeGreaterThan(10_000);
    expect(inText(said.join('\n'), secrets)).toEqual([]);
  });

  it('not on the laptop: database, write-ahead log, backups, known_hosts, everything else', () => {
    const scratch = join(laptop.data, 'scratch');
    writeFileSync(scratch, Buffer.from(`x${control.control}`).toString('base64'));
    expect(inFolder(laptop.home, control)).toEqual([`${scratch}: control`]);
    rmSync(scratch);
    expect(existsSync(join(laptop.data, 'patchbay.sqlite'))).toBe(true);
    expect(inFolder(laptop.home, secrets)).toEqual([]);
    expect(inText(contentsOf(join(laptop.data, 'patchbay.sqlite')), secrets)).toEqual([]);
  });

  it('not on the host: files, journal, shadow (which has hashes)', async () => {
    const search = async (named: Named): Promise<string> => {
      const patterns = Object.values(named).flatMap((secret) => formsOf(secret).filter((form) => !form.includes(0)));
      return (await host.exec(`grep -rlaF -D skip -f - ${PLACES}`, { input: `${patterns.join('\n')}\n` })).stdout.trim();
    };
    await host.exec('cat > /var/lib/scratch', { input: control.control });
    expect(await search(control)).toBe('/var/lib/scratch');
    expect(await search(secrets)).toBe('');
    const journal = (await host.exec('journalctl --no-pager -o json')).stdout;
    expect(journal).toContain('sudo');
    expect(inText(journal, secrets)).toEqual([]);
  });
});

/** Every value of every table: what the file spreads over pages is whole here. */
function contentsOf(file: string): string {
  const database = new Database(file, { readonly: true });
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").pluck().all() as string[];
  const rows = tables.flatMap((table) => database.prepare(`select * from "${table}"`).raw().all() as unknown[][]);
  database.close();
  return rows
    .flat()
    .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value)))
    .join('\n');
}
