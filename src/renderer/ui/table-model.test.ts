import { expect, test } from 'vitest';
import { findByName, nextSort, shownColumns, sortRows, step, withGroups, type Column } from './table-model.ts';

interface Row {
  readonly name: string;
  readonly updates: number | null;
}
const rows: readonly Row[] = [
  { name: 'web-10', updates: 3 },
  { name: 'web-2', updates: null },
  { name: 'db-1', updates: 12 },
  { name: 'app-1', updates: 3 },
];
const columns: readonly Column<Row>[] = [
  { id: 'name', head: 'Host', width: '1fr', sort: (row) => row.name, cell: (row) => row.name },
  { id: 'updates', head: 'Updates', width: '1fr', sort: (row) => row.updates, cell: (row) => row.updates },
];
const order = (sorted: readonly Row[]): string[] => sorted.map((row) => row.name);

test('names sort as people count, unknown sorts last both ways, equal rows keep their order', () => {
  expect(order(sortRows(rows, columns, { column: 'name', down: false }))).toEqual(['app-1', 'db-1', 'web-2', 'web-10']);
  expect(order(sortRows(rows, columns, { column: 'updates', down: false }))).toEqual(['web-10', 'app-1', 'db-1', 'web-2']);
  expect(order(sortRows(rows, columns, { column: 'updates', down: true }))).toEqual(['db-1', 'web-10', 'app-1', 'web-2']);
  expect(sortRows(rows, columns, null)).toBe(rows);
});

test('a head is clicked through up, down and the own order', () => {
  const up = nextSort(null, 'name');
  expect(up).toEqual({ column: 'name', down: false });
  const down = nextSort(up, 'name');
  expect(down).toEqual({ column: 'name', down: true });
  expect(nextSort(down, 'name')).toBeNull();
  expect(nextSort(down, 'updates')).toEqual({ column: 'updates', down: false });
});

test('groups gather their rows and arrow keys step over the headings', () => {
  const lines = withGroups(rows, (row) => ({ id: row.name.slice(0, 2), title: row.name.slice(0, 2) }));
  expect(lines.map((line) => (line.kind === 'group' ? line.group.title : line.row.name))).toEqual([
    'we',
    'web-10',
    'web-2',
    'db',
    'db-1',
    'ap',
    'app-1',
  ]);
  expect(step(lines, 2, 1)).toBe(4);
  expect(step(lines, 4, -1)).toBe(2);
  expect(step(lines, 1, -1)).toBe(1);
  expect(step(lines, 1, 100)).toBe(6);
  expect(step(lines, -1, 1)).toBe(1);
});

test('a closed group keeps its heading and its count, and shows no rows', () => {
  const lines = withGroups(rows, (row) => ({ id: row.name.slice(0, 2), title: row.name }), new Set(['we']));
  expect(lines[0]).toMatchObject({ kind: 'group', size: 2, closed: true });
  expect(lines.filter((line) => line.kind === 'row')).toHaveLength(2);
});

test('letters find the next row of that name, and go round', () => {
  const lines = withGroups(rows);
  const find = (letters: string, from: number): number => findByName(lines, (row) => row.name, letters, from);
  expect(find('w', 0)).toBe(0);
  expect(find('w', 1)).toBe(1);
  expect(find('WEB-1', 2)).toBe(0);
  expect(find('x', 0)).toBe(-1);
  expect(findByName([], () => '', 'x', 0)).toBe(-1);
});

test('hidden columns are hidden, extra ones until asked for, the first never', () => {
  const all = [...columns, { id: 'notes', head: 'Notes', width: '1fr', extra: true as const, cell: () => null }];
  expect(shownColumns(all, null).map((column) => column.id)).toEqual(['name', 'updates']);
  expect(shownColumns(all, ['name', 'updates']).map((column) => column.id)).toEqual(['name', 'notes']);
});
