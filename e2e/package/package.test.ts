import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WANTED, wrongFuses } from './fuses.ts';
import { layStub } from './stub.ts';

/** A packed directory as a release has it, with a stub in Electron's place. */
const project = join(import.meta.dirname, '../..');
const builder = createRequire(join(project, 'node_modules', 'electron-builder', 'package.json'));
const asar = createRequire(builder.resolve('app-builder-lib'))('@electron/asar') as {
  listPackage(archive: string): string[];
  extractAll(archive: string, folder: string): void;
};
const run = promisify(execFile);
const work = mkdtempSync(join(tmpdir(), 'patchbay-package-'));
const packed = join(work, 'out', 'linux-unpacked');
const archive = join(packed, 'resources', 'app.asar');
const { electron } = (JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { devDependencies: { electron: string } })
  .devDependencies;

beforeAll(async () => {
  if (!here) return;
  expect(existsSync(join(project, 'dist', 'main', 'electron.js')), 'the app is built first: npm run build').toBe(true);
  layStub(join(work, 'electron'), electron);
  const cli = join(project, 'node_modules', 'electron-builder', 'cli.js');
  const args = [
    '--linux',
    'dir',
    '--x64',
    '--publish=never',
    `-c.electronDist=${join(work, 'electron')}`,
    `-c.directories.output=${join(work, 'out')}`,
  ];
  await run(process.execPath, [cli, ...args], { cwd: project });
}, 180_000);
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The packed command line is started here, so the package is this machine's. */
const here = process.platform === 'linux' && process.arch === 'x64';

/** Everything that may lie in the archive. */
const ALLOWED = [
  /^\/(LICENSE|package\.json)$/,
  /^\/dist\/main\/(cli|electron|feeds-worker)\.js$/,
  /^\/dist\/main\/chunks\/[\w-]+\.js$/,
  /^\/dist\/preload\/preload\.cjs$/,
  /^\/dist\/renderer\/(index|stopped)\.html$/,
  /^\/dist\/renderer\/assets\/[\w-]+\.(js|css|svg|woff2?)$/,
  /^\/resources\/host-scripts\/posix\/[\w-]+\.sh$/,
  /^\/resources\/host-scripts\/windows\/[a-z-]+\.ps1$/,
  /^\/resources\/ansible\/[a-z-]+\.yml$/,
  /^\/resources\/report\/fonts\/(README\.md|LICENSE\.[a-z0-9-]+|[a-z0-9-]+\.woff2)$/,
  /^\/resources\/feeds\/(README\.md|[\w-]+\.json\.gz)$/,
  /^\/node_modules\/[\w-]+\/(package\.json|LICENSE)$/,
  /^\/node_modules\/better-sqlite3\/(lib\/[\w/-]+\.js|prebuilds\/linux-x64\.node)$/,
  /^\/node_modules\/ssh2\/lib\/[\w/.-]+\.js$/,
  /^\/node_modules\/(asn1\/lib\/[\w/]+|bcrypt-pbkdf\/index|tweetnacl\/nacl-fast|safer-buffer\/safer)\.js$/,
];
const files = (): string[] => {
  const entries = asar.listPackage(archive);
  return entries.filter((entry) => !entries.some((other) => other.startsWith(`${entry}/`)));
};

test.runIf(here)('nothing is in the archive that does not belong there', () => {
  expect(files().filter((file) => !ALLOWED.some((allowed) => allowed.test(file)))).toEqual([]);
  expect(files().filter((file) => /test|fixture|\.map$|\.ts$|dev\.html/.test(file))).toEqual([]);
});

test.runIf(here)('every allowance is used: one that is not would let something in unseen', () => {
  expect(ALLOWED.filter((allowed) => !files().some((file) => allowed.test(file)))).toEqual([]);
});

test.runIf(here)('beside the archive lies native code alone, and what Electron brings in one language', () => {
  const outside = readdirSync(join(packed, 'resources'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(packed, 'resources', name)).isFile(),
  );
  expect(outside.sort()).toEqual(['app-update.yml', 'app.asar', 'app.asar.unpacked/node_modules/better-sqlite3/prebuilds/linux-x64.node']);
  expect(readdirSync(join(packed, 'locales'))).toEqual(['en-US.pak']);
});

test.runIf(here)('updates come from the project itself', () => {
  expect(readFileSync(join(packed, 'resources', 'app-update.yml'), 'utf8')).toMatch(/^owner: patchbay\nrepo: patchbay\nprovider: github\n/);
});

test.runIf(here)('19: the fuses of the packed binary are as wanted, and the check can fail', async () => {
  expect(await wrongFuses(join(packed, 'patchbay'))).toEqual([]);
  expect((await wrongFuses(join(work, 'electron', 'electron'))).length).toBeGreaterThan(Object.keys(WANTED).length / 2);
});

test.runIf(here)(
  'everything that is needed is in it: the command line runs from it alone',
  async () => {
    const alone = join(work, 'alone');
    asar.extractAll(archive, alone);
    const cli = join(alone, 'dist', 'main', 'cli.js');
    const env = { PATH: process.env['PATH'], HOME: work, PATCHBAY_DATA: join(work, 'data') };
    const ask = async (...args: string[]) => (await run(process.execPath, [cli, ...args], { cwd: work, env })).stdout;
    const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
    expect((await ask('--version')).trim()).toBe(version);
    expect(JSON.parse((await ask('status', '--json')).trim().split('\n').at(-1) ?? '')).toMatchObject({ ok: true, exit: 0 });
    // electron-updater is loaded on demand, so a start alone would not show that it is whole.
    const chunks = readdirSync(join(alone, 'dist', 'main', 'chunks')).map((name) => join(alone, 'dist', 'main', 'chunks', name));
    const updater = chunks.filter((file) => readFileSync(file, 'utf8').includes('node_modules/electron-updater/out/main.js'));
    expect(updater).toHaveLength(1);
    await expect(run(process.execPath, ['-e', 'import(process.argv[1])', updater[0] ?? ''], { cwd: work, env })).resolves.toBeDefined();
  },
  60_000,
);
