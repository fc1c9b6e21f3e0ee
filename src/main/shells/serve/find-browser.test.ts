import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBrowser } from './find-browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'patchbay-browsers-'));
const program = (name: string, mode = 0o755) => {
  writeFileSync(join(folder, name), '');
  chmodSync(join(folder, name), mode);
  return join(folder, name);
};

test('takes Chromium before Chrome, and none that cannot be run', () => {
  expect(findBrowser({ PATH: folder }, 'linux')).toBeNull();
  const chrome = program('google-chrome');
  program('chromium', 0o644);
  expect(findBrowser({ PATH: `/nowhere:${folder}` }, 'linux')).toBe(chrome);
  const chromium = program('chromium');
  expect(findBrowser({ PATH: folder }, 'linux')).toBe(chromium);
});

test('takes the one that is named, or none', () => {
  expect(findBrowser({ PATH: folder, PATCHBAY_BROWSER: program('mine') }, 'linux')).toBe(join(folder, 'mine'));
  expect(findBrowser({ PATH: folder, PATCHBAY_BROWSER: '/nowhere/mine' }, 'linux')).toBeNull();
});
