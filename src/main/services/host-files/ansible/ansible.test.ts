import fc from 'fast-check';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askAnsible, fromListing, inFolder, noAnsible, readByUs } from './oracle.test-kit.ts';
import { expandPattern } from './patterns.ts';
import { folder } from './random-inventory.test-kit.ts';
import { readAnsible } from './read.ts';
import { literal, shellWords } from './words.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const read = (text: string, kind: 'ansible-ini' | 'ansible-yaml' = 'ansible-ini') => readAnsible(kind, text, null, 'me').rows;
const rowsOf = (name: string, main: string) => {
  const file = join(fixtures, name, main);
  return readAnsible(main.endsWith('.ini') ? 'ansible-ini' : 'ansible-yaml', readFileSync(file, 'utf8'), file, 'me').rows;
};

describe('hosts, groups and variables are those of Ansible itself', () => {
  it.each([['shop-ini', 'hosts.ini'], ['shop-yaml', 'hosts.yml'], ['precedence', 'hosts.ini']])('%s', (name, main) => {
    const listing = JSON.parse(readFileSync(join(fixtures, name, 'list.json'), 'utf8')) as Parameters<typeof fromListing>[0];
    const ours = readByUs(join(fixtures, name, main));
    expect(ours.errors).toBe(0);
    expect(Object.keys(ours.seen).length).toBeGreaterThan(1);
    expect(asJson(ours.seen)).toEqual(asJson(fromListing(listing)));
  }); // prettier-ignore

  it.skipIf(noAnsible)('random ones, held against ansible-inventory', { timeout: 120_000 }, () => {
    const seed = 20261122;
    const compared = fc.sample(folder, { seed, numRuns: 8 }).map((one) =>
      inFolder(one, (at) => {
        const file = join(at, one.main);
        expect(asJson(readByUs(file).seen), JSON.stringify(one.files)).toEqual(asJson(fromListing(askAnsible(file))));
        return Object.keys(readByUs(file).seen).length;
      }),
    );
    expect(compared.reduce((sum, hosts) => sum + hosts, 0)).toBeGreaterThan(20);
  });
});

describe('an inventory becomes hosts', () => {
  it('takes group, tags, jump hosts, key and rights', () => {
    const rows = rowsOf('shop-ini', 'hosts.ini');
    const draft = (alias: string) => rows.find((row) => row.alias === alias)?.draft;
    expect(draft('db-a.example')).toMatchObject({
      address: 'db-a.example', user: 'patch', elevation: 'sudo', group: 'db', tags: ['berlin'], site: 'Berlin', exposed: false,
      criticality: 'high', ring: 2, notes: 'primary; ask before a reboot', jumps: [{ user: 'ops', address: 'gate.example', port: 2222 }],
    }); // prettier-ignore
    expect(draft('db-a.example')?.signIn).toMatchObject({ by: 'key', path: expect.stringMatching(/^\/.*\/\.ssh\/db_ed25519$/) as string });
    expect(draft('web09.example')).toMatchObject({ port: 2200, owner: 'Kim Ng', exposed: true });
    expect(draft('localhost')).toMatchObject({ transport: 'local' });
    expect(draft('gate.example')).toMatchObject({ port: 2222, user: 'root', elevation: 'root' });
    expect(rows.find((row) => row.alias === 'db-a.example')?.notes).toEqual(['Options for ssh other than ProxyJump are not followed.']);
  });

  it('names what it does not read, and never what it holds', () => {
    const rows = [...rowsOf('shop-ini', 'hosts.ini'), ...rowsOf('shop-yaml', 'hosts.yml')];
    const notes = rows.flatMap((row) => row.notes);
    expect(notes).toContain('ansible_password was not read: enter it as a credential.');
    expect(notes).toContain('ansible_host: a template, which is not evaluated.');
    expect(notes).toContain('ansible_become_method is not followed: sudo is used.');
    expect(JSON.stringify(rows)).not.toMatch(/hunter2|6231|vault_become/);
  });

  it('keeps to its own folder', () => {
    const files = { 'inventory/hosts.ini': 'h1\nh2\n../../etc\n', 'outside.yml': 'ansible_user: mallory\n' };
    inFolder({ files }, (at) => {
      mkdirSync(join(at, 'inventory/host_vars'));
      symlinkSync(join(at, 'outside.yml'), join(at, 'inventory/host_vars/h1.yml'));
      writeFileSync(join(at, 'inventory/host_vars/h2'), '$ANSIBLE_VAULT;1.1;AES256\n3132\n');
      const file = join(at, 'inventory/hosts.ini');
      const found = readAnsible('ansible-ini', readFileSync(file, 'utf8'), file, 'me');
      expect(found.rows.map((row) => row.draft?.user)).toEqual(['me', 'me', 'me']);
      expect(found.notes).toEqual([
        "host_vars/h1.yml was not read: it leads out of the inventory's folder.",
        'host_vars/h2 was not read: encrypted with ansible-vault.',
      ]);
    });
  });
});

describe('a line that cannot be read is an error of its own', () => {
  const bad = (text: string, kind?: 'ansible-ini' | 'ansible-yaml') =>
    read(text, kind)
      .filter((row) => row.draft === null)
      .map((row) => [row.line, row.notes[0]]);
  it('in INI', () => {
    const text =
      'a\nb "open\nc port\n[x:thing]\nd\n[e f]\ng\n[h:children]\nnowhere\n[i:vars]\nansible_port=1\n[j]\nk[1:99999999]\n[l:vars]\nnovalue\n[l]\nm[5:1\n';
    expect(bad(text)).toEqual([
      [2, 'Not read: a quote is not closed.'],
      [3, 'Not read: what follows a host is name=value.'],
      [4, 'Not read: a section is of hosts, children or vars.'],
      [5, 'Not read: it stands under a head that was not read.'],
      [6, 'Not read: it is no head of a section.'],
      [7, 'Not read: it stands under a head that was not read.'],
      [9, 'Not read: there is no section for this group.'],
      [10, 'Not read: variables of a group that is nowhere declared.'],
      [13, 'Not read: more than 5000 hosts in one line.'],
      [15, 'Not read: a variable is name=value.'],
      [17, 'Not read: a range is not closed.'],
    ]);
  });
  it('in YAML', () => {
    const text = 'all:\n  hosts:\n    ok:\n    7:\n    list: [1]\n  hots: {}\nweb: 5\n';
    expect(bad(text, 'ansible-yaml').map(([line]) => line)).toEqual([4, 5, 6, 7]);
    expect(read(text, 'ansible-yaml').find((row) => row.draft)?.alias).toBe('ok');
    expect(bad('a:\n\tb: 1\n', 'ansible-yaml')[0]?.[0]).toBe(2);
    expect(bad('all: {hosts: {h: {ansible_user: "x\n', 'ansible-yaml')).toHaveLength(1);
  });
  it('where groups lead in a circle', () => {
    expect(bad('[a:children]\nb\n[b:children]\na\n')).toEqual([[4, 'Not read: a group cannot be a child of itself.']]);
  });
  it('where aliases multiply or the nesting has no end', () => {
    const laughs = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`),
    ].join('\n');
    expect(bad(laughs, 'ansible-yaml')).toHaveLength(1);
    expect(bad(`a: ${'['.repeat(50_000)}`, 'ansible-yaml')[0]?.[1]).toContain('nested');
    expect(bad(`${'- '.repeat(40_000)}x`, 'ansible-yaml')[0]?.[1]).toContain('nested');
  });
});

it('expands ranges as Ansible does', () => {
  expect(expandPattern('web[01:03]', 10)).toEqual({ names: ['web01', 'web02', 'web03'], port: null });
  expect(expandPattern('a[1:2]-[x:y]:22', 10)).toEqual({ names: ['a1-x', 'a1-y', 'a2-x', 'a2-y'], port: 22 });
  expect(expandPattern('n[0:9:4]', 10)).toEqual({ names: ['n0', 'n4', 'n8'], port: null });
  expect(expandPattern('[2001:db8::1]:2200', 10)).toEqual({ names: ['2001:db8::1'], port: 2200 });
  expect(expandPattern('2001:db8::1', 10)).toEqual({ names: ['2001:db8::1'], port: null });
  for (const wrong of ['web[3:1', 'w[01:100]', 'w[a:3]', 'w[1:2:0]', 'w[a:z][a:z]', 'x:', '---', ''])
    expect(typeof expandPattern(wrong, 100)).toBe('string');
});

it('cuts words and reads values as Python does', () => {
  expect(shellWords(`h a='x y' b="q\\"r" c=d\\ e#gone f`)).toEqual(['h', 'a=x y', 'b=q"r', 'c=d e']);
  expect([shellWords('a "b'), shellWords('a \\')]).toEqual([null, null]);
  expect(['22', '022', 'True', 'None', "'a\\x41\\u00e9'", '"a" # b', '1_000', 'yes', '[1]'].map(literal)).toEqual([
    22, '022', true, null, 'aAé', 'a', 1000, 'yes', { why: 'shape' },
  ]); // prettier-ignore
});
