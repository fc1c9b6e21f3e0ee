import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeWindow } from './fake-window.test-kit.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

const file = join(mkdtempSync(join(tmpdir(), 'patchbay-window-state-')), 'window.json');
const DISPLAYS = [
  { x: 0, y: 25, width: 1920, height: 1055 },
  { x: 1920, y: 0, width: 1280, height: 1024 },
];
const read = (state: unknown) => {
  writeFileSync(file, typeof state === 'string' ? state : JSON.stringify(state));
  return readWindowState(file, DISPLAYS);
};
const HERE = { x: 100, y: 100, width: 1000, height: 700, maximised: false };

test('what was kept is read again', () => {
  const { window, fake } = fakeWindow();
  keepWindowState(window, file);
  fake.tell('close');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ x: 10, y: 20, width: 1000, height: 700, maximised: true });
  expect(read(HERE)).toEqual(HERE);
  expect(read({ ...HERE, x: 2000 })).toMatchObject({ x: 2000 });
});

test('a window larger than its display is made to fit', () => {
  expect(read({ ...HERE, width: 5000, height: 5000 })).toMatchObject({ width: 1920, height: 1055 });
});

test.each([
  ['left of every display', { ...HERE, x: -990 }],
  ['right of every display', { ...HERE, x: 3150 }],
  ['above, with its title out of reach', { ...HERE, y: -30 }],
  ['below', { ...HERE, y: 1070 }],
  ['of no size', { ...HERE, width: 0 }],
  ['without end', { ...HERE, x: 1e300 }],
  ['of words', { ...HERE, x: '1' }],
  ['cut off', '{"x": 1'],
  ['empty', ''],
])('a state that is %s is not used', (_, state) => {
  expect(read(state)).toBeNull();
});

test('a folder that cannot be written keeps no window from closing', () => {
  const { window, fake } = fakeWindow();
  keepWindowState(window, '/nowhere/window.json');
  expect(() => fake.tell('close')).not.toThrow();
});
