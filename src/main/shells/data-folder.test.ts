import { expect, test } from 'vitest';
import { defaultDataFolder } from './data-folder.ts';

test.each([
  ['what is asked for', { PATCHBAY_DATA: '/srv/pb', XDG_DATA_HOME: '/x' }, 'linux', '/srv/pb'],
  ['XDG', { XDG_DATA_HOME: '/x' }, 'linux', '/x/patchbay'],
  ['XDG that is relative and therefore ignored', { XDG_DATA_HOME: 'x' }, 'linux', '/home/ana/.local/share/patchbay'],
  ['Linux', {}, 'linux', '/home/ana/.local/share/patchbay'],
  ['macOS', {}, 'darwin', '/home/ana/Library/Application Support/Patchbay'],
  ['Windows', { APPDATA: 'C:\\Users\\ana\\AppData\\Roaming' }, 'win32', 'C:\\Users\\ana\\AppData\\Roaming\\Patchbay'],
] as const)('%s', (_, env, platform, folder) => {
  expect(defaultDataFolder(env, platform, '/home/ana')).toBe(folder);
});
