import { expect, test } from 'vitest';
import type { Credential } from '../../shared/domain/credential.ts';
import { minute, opened, temporary } from './store.test-kit.ts';

const sample = (id: string, name: string): Credential => ({
  id,
  name,
  user: 'ops',
  signIn: { by: 'key', path: '~/.ssh/id' },
  createdAt: minute(0),
});

test('credentials are kept, changed and removed, in the order of their names', () => {
  using place = temporary();
  const store = opened(place.file);
  store.credentials.add(sample('cred00000001', 'shop'));
  store.credentials.add(sample('cred00000002', 'Office'));
  store.credentials.update({ ...sample('cred00000001', 'yard'), user: 'root' });
  store.close();
  const again = opened(place.file);
  expect(again.credentials.list().map(({ name, user }) => [name, user])).toEqual([
    ['Office', 'ops'],
    ['yard', 'root'],
  ]);
  expect(again.credentials.get('cred00000001')).toEqual({ ...sample('cred00000001', 'yard'), user: 'root' });
  expect([again.credentials.remove('cred00000001'), again.credentials.remove('cred00000001')]).toEqual([true, false]);
  expect(again.credentials.get('cred00000001')).toBe(null);
  expect(() => again.credentials.update(sample('cred00000001', 'x'))).toThrow('no credential');
  again.close();
});
