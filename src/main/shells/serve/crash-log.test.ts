import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CRASH_LOG_BYTES, openCrashLog } from './crash-log.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'patchbay-crash-'));
const at = () => new Date('2026-11-22T10:00:00Z');

test('writes what happened, the kind of the error and its place, for its owner alone', () => {
  const log = openCrashLog(folder(), at);
  log.enter('A bug', Object.assign(new TypeError('x'), { code: 'ENOENT' }));
  const text = readFileSync(log.file, 'utf8');
  expect(text).toMatch(/^2026-11-22T10:00:00\.000Z A bug\n {2}TypeError ENOENT\n +at .*crash-log\.test\.ts/);
  expect(statSync(log.file).mode & 0o777).toBe(0o600);
});

test('writes no message of an error, which may quote a secret, in one line or several', () => {
  const log = openCrashLog(folder(), at);
  log.enter('A bug', new Error('password is hunter2\n    or hunter2'));
  log.enter('A bug', 'hunter2');
  expect(readFileSync(log.file, 'utf8')).not.toContain('hunter2');
});

test('writes no control character: an entry is a line', () => {
  const log = openCrashLog(folder(), at);
  log.enter('one\ntwo\u001b[31m\u202e');
  expect(readFileSync(log.file, 'utf8')).toBe('2026-11-22T10:00:00.000Z one two [31m \n');
});

test('stays bounded and keeps what is newest, in whole lines', () => {
  const log = openCrashLog(folder(), at);
  for (let i = 0; i < 2000; i++) log.enter(`entry ${i} ${'x'.repeat(250)}`);
  const text = readFileSync(log.file, 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(CRASH_LOG_BYTES);
  expect(text).toMatch(/^2026.* entry \d+ x+\n/);
  expect(text).toContain('entry 1999 ');
});

test('a folder that cannot be written is no second crash', () => {
  expect(() => openCrashLog('/dev/null/nowhere', at).enter('A bug')).not.toThrow();
});
