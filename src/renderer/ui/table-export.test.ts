import { expect, test } from 'vitest';
import { gridOf, toCsv, toTsv } from './table-export.ts';
import type { Column } from './table-model.ts';

interface Row {
  readonly name: string;
  readonly n: number | null;
}
const columns: readonly Column<Row>[] = [
  { id: 'name', head: 'Host', width: '1fr', sort: (row) => row.name, cell: (row) => row.name },
  { id: 'n', head: 'Updates', width: '1fr', sort: (row) => row.n, cell: (row) => row.n },
  { id: 'rank', head: 'State', width: '1fr', sort: () => 3, text: () => 'Scanned', cell: () => null },
  { id: 'buttons', head: '', width: '1fr', cell: () => null },
];

test("a cell's words go before what it sorts by, unknown is empty, a column without text is left out", () => {
  expect(gridOf([{ name: 'web-01', n: null }], columns)).toEqual([
    ['Host', 'Updates', 'State'],
    ['web-01', '', 'Scanned'],
  ]);
});

test.each([
  ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ['+1', `"'+1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['-cmd', `"'-cmd"`],
  ['-12.5', '"-12.5"'],
  ['a "quoted", b', '"a ""quoted"", b"'],
  ['two\nlines', '"two\nlines"'],
])('%j is harmless in CSV', (cell, written) => {
  expect(toCsv([[cell]])).toBe(`\uFEFF${written}\r\n`);
});

test('a copied cell stays one cell', () => {
  expect(
    toTsv([
      ['a\tb', '=1+1'],
      ['c\nd', ''],
    ]),
  ).toBe("a b\t'=1+1\nc d\t");
});
