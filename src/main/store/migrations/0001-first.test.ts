import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate, versionOf } from '../migrate.ts';
import { first } from './0001-first.ts';

test('migration 1 makes every table from an empty file, all of them strict', () => {
  const db = new Database(':memory:');
  migrate(db, [first], () => expect.fail('an empty file needs no backup'));
  const tables = db
    .prepare(`select name, strict from pragma_table_list where type = 'table' and name not like 'sqlite_%' order by name`)
    .all();
  const names = [
    'audit',
    'deployment',
    'host',
    'host_package',
    'host_pending',
    'host_section',
    'package',
    'pending',
    'plan',
    'plan_host',
    'run',
    'run_log',
    'scan',
    'setting',
  ];
  expect(tables).toEqual(names.map((name) => ({ name, strict: 1 })));
  expect(versionOf(db)).toBe(1);
  expect(db.pragma('foreign_key_check')).toEqual([]);
});

test('every reference to another table is one that exists', () => {
  const db = new Database(':memory:');
  migrate(db, [first], () => undefined);
  const references = db
    .prepare(`select distinct f."table" as target from pragma_table_list t, pragma_foreign_key_list(t.name) f`)
    .pluck()
    .all();
  expect(references.sort()).toEqual(['deployment', 'host', 'package', 'pending', 'plan', 'run', 'scan']);
});
