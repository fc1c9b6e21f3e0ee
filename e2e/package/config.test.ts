import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judge, support } from './electron-support.ts';
import { WANTED } from './fuses.ts';

/** electron-builder's own check of electron-builder.yml, which is what it does first when it packs. */
const project = join(import.meta.dirname, '../..');
const require = createRequire(join(project, 'node_modules', 'electron-builder', 'package.json'));
const { getConfig, validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
  getConfig(folder: string, path: string, options: null): Promise<Record<string, unknown>>;
  validateConfiguration(config: object, log: { isEnabled: boolean; add(): void }): Promise<void>;
};
const log = { isEnabled: false, add: () => undefined };
const read = () => getConfig(project, 'electron-builder.yml', null);

test('the packaging fits the schema', async () => {
  await expect(validateConfiguration(await read(), log)).resolves.toBeUndefined();
});

test('a setting that does not exist is refused: the check is a check', async () => {
  await expect(validateConfiguration({ ...(await read()), asarr: true }, log)).rejects.toThrow('asarr');
});

test('19: every fuse that weakens is off, every one that strengthens is on', async () => {
  const fuses = (await read())['electronFuses'] as Record<string, boolean>;
  const named = Object.entries(WANTED).map(([name, on]) => [name.charAt(0).toLowerCase() + name.slice(1), on]);
  expect(fuses).toEqual(Object.fromEntries(named));
});

test('Windows is packed for one person and checks who signed an update; macOS is hardened and loosens one thing', async () => {
  const { win, nsis, mac } = (await read()) as Record<string, Record<string, unknown>>;
  expect([win?.['verifyUpdateCodeSignature'], nsis?.['perMachine'], mac?.['hardenedRuntime']]).toEqual([true, false, true]);
  const entitlements = readFileSync(join(project, String(mac?.['entitlements'])), 'utf8');
  expect([...entitlements.matchAll(/<key>(.*)<\/key>/g)].map(([, key]) => key)).toEqual(['com.apple.security.cs.allow-jit']);
});

test('every platform has its packages', async () => {
  const { linux, mac, win } = (await read()) as Record<string, { target: string[] }>;
  expect([linux?.target, mac?.target, win?.target]).toEqual([['AppImage', 'deb', 'rpm'], ['dmg', 'zip'], ['nsis']]);
});

test('16: Electron is pinned to a line that still gets fixes', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const pinned = devDependencies['electron'] ?? '';
  expect(judge(support(), pinned, new Date(support().readOn))).toEqual({ supported: true, lookAgain: false });
  // The calendar alone breaks no build; the release workflow asks the same and stops.
  if (judge(support(), pinned, new Date()).lookAgain) console.warn(`Look up again which lines of Electron get fixes: ${support().source}`);
});

test.each([
  ['45.4.1', '2026-12-01', { supported: true, lookAgain: false }],
  ['42.0.0', '2026-12-01', { supported: false, lookAgain: false }],
  ['^45.4.1', '2026-12-01', { supported: false, lookAgain: false }],
  ['45.4.1', '2027-06-01', { supported: true, lookAgain: true }],
])('16: %s on %s is judged', (version, day, expected) => {
  const known = { source: '', readOn: '2026-11-22', supported: [43, 44, 45], lookAgainOn: '2027-01-15' };
  expect(judge(known, version, new Date(day))).toEqual(expected);
});
