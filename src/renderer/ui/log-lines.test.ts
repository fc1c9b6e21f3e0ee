import { expect, test } from 'vitest';
import { logLines } from './log-lines.ts';

const ESC = '\u001b';

test('nothing that a terminal would act on is left in a line', () => {
  expect(logLines(`${ESC}[33mReading${ESC}[0m package lists...\r\na\u202etxt\u0007b\n`).map((line) => line.text)).toEqual([
    'Reading package lists...',
    'atxtb',
  ]);
});

test('a time in front goes into its own column', () => {
  expect(logLines('14:08:51 Setting up libssl3')[0]).toEqual({ time: '14:08:51', text: 'Setting up libssl3', tone: 'plain' });
  expect(logLines('2026-11-19T14:08:51Z exit 0')[0]).toEqual({ time: '14:08:51', text: 'exit 0', tone: 'own' });
});

test('colour only on lines that say what they are', () => {
  expect(logLines('E: Unable to lock\nW: old\n$ apt-get\nEach line is plain').map((line) => line.tone)).toEqual([
    'bad',
    'warn',
    'own',
    'plain',
  ]);
});

test('nothing is no line, an empty line stays', () => {
  expect(logLines('')).toEqual([]);
  expect(logLines('a\n\nb')).toHaveLength(3);
});
