import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { opened, temporary } from './store.test-kit.ts';

test('the chain cannot be shortened by anybody else', () => {
  using place = temporary();
  const store = opened(place.file);
  for (let n = 1; n <= 5; n++) store.audit.append({ action: 'test.said', text: `entry ${n}` });
  const raw = new Database(place.file);
  const hash = (seq: number) => raw.prepare('select hash from audit where seq = ?').pluck().get(seq);
  const refused = (sql: string, ...values: unknown[]) => expect(() => raw.prepare(sql).run(...values)).toThrow(/audit log/);
  refused('delete from audit where seq = 1');
  refused('insert into audit_floor values (2, ?)', 'f'.repeat(64));
  refused('insert into audit_floor values (5, ?)', hash(5));
  raw.prepare('insert into audit_floor values (2, ?)').run(hash(2));
  refused('delete from audit where seq = 3');
  refused('update audit_floor set seq = 4');
  refused('delete from audit_floor');
  refused('insert into audit_floor values (1, ?)', hash(1));
  // Allowed by the triggers, and yet found: no entry of the chain says so.
  raw.prepare('delete from audit where seq <= 2').run();
  expect(store.audit.verify()).toMatchObject({ intact: false, brokenAt: 2, why: expect.stringContaining('no entry says') });
  raw.close();
  store.close();
});
