import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from './lock.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'patchbay-lock-'));

test('is held by one, and free again after its release', () => {
  const data = folder();
  const first = takeLock(data, 'electron');
  expect(takeLock(data, 'chromium')).toMatchObject({ heldBy: { pid: process.pid, shell: 'electron' } });
  if ('lock' in first) first.lock.release();
  expect(existsSync(join(data, 'window.lock'))).toBe(false);
  expect(takeLock(data, 'chromium')).toHaveProperty('lock');
});

test.each([
  ['a process that is gone', () => JSON.stringify({ pid: gonePid(), started: '1', shell: 'chromium' })],
  ['a later process with the same number', () => JSON.stringify({ pid: process.pid, started: '1', shell: 'chromium' })],
  ['nobody that can be read', () => '{"pid":'],
])('is taken over from %s', (_, content) => {
  const data = folder();
  writeFileSync(join(data, 'window.lock'), content());
  expect(takeLock(data, 'chromium')).toHaveProperty('lock');
  expect(takeLock(data, 'chromium')).toMatchObject({ heldBy: { pid: process.pid } });
});

/** The number of a process that has ended. */
const gonePid = (): number => Number(execFileSync(process.execPath, ['-p', 'process.pid']).toString());
