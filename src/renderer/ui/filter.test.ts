import { expect, test } from 'vitest';
import { applyFilter, isWord, suggest, type FilterFields } from './filter.ts';

interface Row {
  readonly name: string;
  readonly tags: readonly string[];
  readonly ring: number;
}
const rows: readonly Row[] = [
  { name: 'web-01', tags: ['web', 'pci'], ring: 0 },
  { name: 'web-02', tags: ['web'], ring: 1 },
  { name: 'db-01', tags: ['db', 'pci'], ring: 2 },
];
const fields: FilterFields<Row> = { tag: (row) => row.tags, ring: (row) => [String(row.ring)] };
const names = (words: readonly string[], text = ''): string[] =>
  applyFilter(rows, { words, text }, fields, (row) => row.name).map((row) => row.name);

test('the same field widens, different fields narrow, not: leaves out', () => {
  expect(names(['ring:0', 'ring:2'])).toEqual(['web-01', 'db-01']);
  expect(names(['tag:pci', 'ring:2'])).toEqual(['db-01']);
  expect(names(['not:tag:pci'])).toEqual(['web-02']);
  expect(names(['not:db'])).toEqual(['web-01', 'web-02']);
  expect(names(['tag:WEB'])).toEqual(['web-01', 'web-02']);
});

test('what is being typed filters as text, and a word that is not finished filters nothing', () => {
  expect(names([], 'web')).toEqual(['web-01', 'web-02']);
  expect(names([], 'WEB 02')).toEqual(['web-02']);
  expect(names([], 'tag:')).toEqual(['web-01', 'web-02', 'db-01']);
  expect(names(['tag:nobody'])).toEqual([]);
});

test('only known fields with a value become words', () => {
  expect(isWord('tag:web', fields)).toBe(true);
  expect(isWord('not:tag:web', fields)).toBe(true);
  expect(isWord('not:web', fields)).toBe(true);
  expect(isWord('tag:', fields)).toBe(false);
  expect(isWord('web', fields)).toBe(false);
  expect(isWord('http://web', fields)).toBe(false);
});

test('suggestions name the fields, then their values with counts', () => {
  expect(suggest('', rows, fields).map((each) => each.word)).toEqual(['tag:', 'ring:', 'not:']);
  expect(suggest('t', rows, fields).map((each) => each.word)).toEqual(['tag:']);
  expect(suggest('tag:', rows, fields)).toEqual([
    { word: 'tag:pci', hits: 2 },
    { word: 'tag:web', hits: 2 },
    { word: 'tag:db', hits: 1 },
  ]);
  expect(suggest('not:tag:w', rows, fields)).toEqual([{ word: 'not:tag:web', hits: 2 }]);
});
