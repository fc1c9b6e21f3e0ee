import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { downloadFolder } from './download-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'patchbay-home-'));
for (const name of ['Downloads', 'Heruntergeladenes', '.config']) mkdirSync(join(home, name));
const say = (line: string) =>
  writeFileSync(join(home, '.config', 'user-dirs.dirs'), `# a comment\nXDG_DESKTOP_DIR="$HOME/Desktop"\n${line}\n`);

test.each([
  ['XDG_DOWNLOAD_DIR="$HOME/Heruntergeladenes"', 'Heruntergeladenes'],
  [`XDG_DOWNLOAD_DIR="${home}/Heruntergeladenes"`, 'Heruntergeladenes'],
  ['XDG_DOWNLOAD_DIR="$HOME/gone"', 'Downloads'],
  ['XDG_DOWNLOAD_DIR="relative"', 'Downloads'],
  ['#XDG_DOWNLOAD_DIR="$HOME/Heruntergeladenes"', 'Downloads'],
  ['', 'Downloads'],
])('with %o it is %s', (line, expected) => {
  say(line);
  expect(downloadFolder({}, 'linux', home)).toBe(join(home, expected));
});

test('elsewhere it is Downloads; where nothing is there, the home folder', () => {
  expect(downloadFolder({}, 'darwin', home)).toBe(join(home, 'Downloads'));
  expect(downloadFolder({}, 'linux', '/nowhere')).toBe('/nowhere');
});
