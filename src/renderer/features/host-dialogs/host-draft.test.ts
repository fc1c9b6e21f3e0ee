import { describe, expect, test } from 'vitest';
import { emptyJump, fieldsOf, readFields, withTransport } from './host-draft.ts';

const good = { ...fieldsOf({}), name: 'web-01', address: 'web-01.example.org', user: 'patch' };

test('what was typed becomes a draft, and a draft becomes the same form again', () => {
  const { draft, errors } = readFields({
    ...good,
    port: ' 2222 ',
    tags: 'web  pci',
    ring: '0',
    signInBy: 'key',
    keyPath: '~/.ssh/id_ed25519',
  });
  expect(errors).toEqual({});
  expect(draft).toMatchObject({
    port: 2222,
    tags: ['web', 'pci'],
    ring: 0,
    signIn: { by: 'key', path: '~/.ssh/id_ed25519' },
    elevation: 'sudo',
  });
  expect(draft && readFields(fieldsOf(draft)).draft).toEqual(draft);
});

test('each wrong field is named', () => {
  const { draft, errors } = readFields({
    ...good,
    name: '',
    address: '-oProxyCommand=x',
    port: '22x',
    tags: 'web ###',
    ring: '12',
    jumps: [{ ...emptyJump, address: 'gate' }],
  });
  expect(draft).toBeNull();
  expect(Object.keys(errors).sort()).toEqual(['address', 'jumps.0.user', 'name', 'port', 'ring', 'tags', 'tags.1']);
  expect(errors['name']).toBe('Needed');
  expect(errors['port']).toBe('A whole number');
  expect(errors['ring']).toBe('At most 9');
});

test('what is too much or too little is said in a sentence', () => {
  expect(readFields({ ...good, port: '0', notes: 'x'.repeat(2001), tags: 'x '.repeat(21) }).errors).toMatchObject({
    port: 'At least 1',
    notes: 'At most 2000 characters',
    tags: 'At most 20',
  });
});

test("a jump host signs in with the host's own means unless it has its own", () => {
  const jump = { ...emptyJump, address: 'gate', user: 'ops' };
  expect(readFields({ ...good, jumps: [jump] }).draft?.jumps).toEqual([{ address: 'gate', port: 22, user: 'ops' }]);
  expect(readFields({ ...good, jumps: [{ ...jump, signInBy: 'password' }] }).draft?.jumps[0]?.signIn).toEqual({ by: 'password' });
});

test('this computer needs no address, port or sign-in', () => {
  expect(readFields({ ...fieldsOf({}), name: 'laptop', user: 'kim', transport: 'local', elevation: 'none', port: '' }).draft).toMatchObject(
    { transport: 'local', address: 'localhost' },
  );
});

describe('a Windows host', () => {
  const windows = { ...fieldsOf({ name: 'win1', address: 'win1.lab.test', user: 'LAB\\kim' }) };
  test('brings its port and a password, and takes no jump hosts', () => {
    const fields = { ...windows, ...withTransport(windows, 'winrm'), jumps: [{ ...emptyJump, address: 'gate' }] };
    expect(readFields(fields).draft).toMatchObject({ transport: 'winrm', port: 5985, https: false, signIn: { by: 'password' }, jumps: [], elevation: 'root' }); // prettier-ignore
    expect(withTransport({ ...windows, ...withTransport(windows, 'winrm') }, 'winrm', true)).toMatchObject({ port: '5986', https: true });
  });
  test('a port that was typed stays, and ssh has its own again', () => {
    expect(withTransport({ ...windows, port: '15985' }, 'winrm')).not.toHaveProperty('port');
    expect(withTransport({ ...windows, transport: 'winrm', port: '5985' }, 'ssh')).toMatchObject({ port: '22' });
  });
});
