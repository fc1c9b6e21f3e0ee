import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** electron-builder's own check of electron-builder.yml, which is what it does first when it packs. */
const project = join(import.meta.dirname, '../../../..');
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
  expect((await read())['electronFuses']).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
});

test('16: Electron is pinned to a line that gets fixes', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  expect(devDependencies['electron']).toMatch(/^45\.\d+\.\d+$/);
});
