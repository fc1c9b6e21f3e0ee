import { expect, test } from 'vitest';
import { cleanLines, cleanText } from './text.ts';

const ESC = '\u001b';

test.each([
  ['colour', `${ESC}[1;31mred${ESC}[0m`, 'red'],
  ['cursor movement', `a${ESC}[2Ab${ESC}[Kc`, 'abc'],
  ['a window title that would be set', `${ESC}]0;owned\u0007text`, 'text'],
  ['a link that would be clickable', `${ESC}]8;;https://example.invalid${ESC}\\here${ESC}]8;;${ESC}\\`, 'here'],
  ['a sequence that never ends', `ok${ESC}]52;c;aGk=`, 'ok'],
  ['the eight-bit form of a sequence', 'a\u009b31mb', 'ab'],
  ['a lone escape', `a${ESC}`, 'a'],
  ['backspaces that would hide a word', 'safe\b\b\b\bevil', 'safeevil'],
  ['text that would run backwards', 'a\u202eb\u2066c', 'abc'],
  ['zero-width characters', 'ro\u200bot', 'root'],
  ['several lines', 'one\r\ntwo\tthree', 'one two three'],
  ['letters of any script', 'Grüße, 日本, 🙂', 'Grüße, 日本, 🙂'],
])('one line: %s', (_, said, shown) => {
  expect(cleanText(said)).toBe(shown);
});

test('a log keeps its lines and tabs and loses the rest', () => {
  expect(cleanLines(`a\tb\r\nc${ESC}[31md\u0007\n`)).toBe('a\tb\ncd\n');
});

test('a sequence that never ends hides no later line', () => {
  expect(cleanLines(`one${ESC}]0;title\ntwo\n`)).toBe('one\ntwo\n');
});

test('a progress meter that redraws its line becomes lines', () => {
  expect(cleanLines('10%\r20%\r\rdone\n')).toBe('10%\n20%\ndone\n');
});

test('a megabyte of escapes is cleaned in linear time', () => {
  const began = performance.now();
  cleanText(`${ESC}]`.repeat(500_000));
  cleanText(`${ESC}[${'0;'.repeat(500_000)}`);
  cleanText(`${ESC}[${' '.repeat(1_000_000)}`);
  expect(performance.now() - began).toBeLessThan(1000);
});
