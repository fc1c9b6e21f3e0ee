import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCsv } from './csv/read.ts';
import { guard, unguard } from './csv/formula.ts';
import { decode } from '../../../shared/domain/decode.ts';
import { kindOf } from './kind.ts';
import { readSource } from './source.ts';

const bytes = (...parts: (number | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))));
const utf16 = (text: string, big = false): Uint8Array => (big ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf16le'));

describe('the encoding is found out', () => {
  it.each([
    ['plain', bytes('naïve'), 'UTF-8'],
    ['a mark', bytes(0xef, 0xbb, 0xbf, 'naïve'), 'UTF-8 with BOM'],
    ['UTF-16 LE with a mark', utf16('\ufeffnaïve'), 'UTF-16 LE'],
    ['UTF-16 BE with a mark', utf16('\ufeffnaïve', true), 'UTF-16 BE'],
    ['UTF-16 LE without', utf16('naïve'), 'UTF-16 LE'],
    ['UTF-16 BE without', utf16('naïve', true), 'UTF-16 BE'],
    ['Latin-1', Buffer.from('naïve', 'latin1'), 'Windows-1252'],
  ])('%s', (_name, raw, encoding) => {
    expect(decode(raw)).toEqual({ text: 'naïve', encoding });
  });
  it('and what is no text is refused', () => {
    for (const raw of [bytes(0xff, 0xfe, 0, 0, 'a', 0, 0, 0), bytes('a', 0, 0, 'b'), utf16('\ufeffab').subarray(0, 5), bytes(0x81, 0xfd)])
      expect(decode(raw)).toBeNull();
  });
});

describe('the kind is found out', () => {
  it.each([
    ['Host web1\n  HostName 10.0.0.1\n', 'ssh-config'],
    ['# mine\n\nIdentityFile ~/.ssh/x\nHost *\n User a\n', 'ssh-config'],
    ['[web]\nweb1\n', 'ansible-ini'],
    ['web1 ansible_host=10.0.0.1\n', 'ansible-ini'],
    ['web1\nweb2\n10.0.0.3\n', 'ansible-ini'],
    ['---\nall:\n  hosts:\n    a:\n', 'ansible-yaml'],
    ['{"all": {"hosts": {"a": {}}}}', 'ansible-yaml'],
    ['Name;IP;Site\nweb1;10.0.0.1;Berlin\n', 'csv'],
    ['sep=,\nhost,user\nweb1,root\n', 'csv'],
    ['host\tuser\nweb1\troot\n', 'csv'],
    ['Dear all, this is a letter.\n', null],
    ['', null],
  ])('%j', (text, kind) => {
    expect(kindOf(null, text)).toBe(kind);
  });
  it('by the name of the file first', () => {
    expect([kindOf('/x/hosts.csv', 'a'), kindOf('/home/k/.ssh/config', ''), kindOf('/x/inventory.yaml', '[a]')]).toEqual([
      'csv',
      'ssh-config',
      'ansible-yaml',
    ]);
  });
});

describe('a table becomes hosts', () => {
  const read = (text: string) => readCsv(text, 'me');
  it('in any order, with synonyms, quotes and what a spreadsheet writes', () => {
    const text =
      '\ufeffsep=;\r\nIP;Comment;Server name;Customer;Internet-facing;SSH port;Labels;Shoe size\r\n10.0.0.1;"two\r\nlines; ""q""";web1;Berlin;Yes;2222;"a, b";42\r\n\r\n10.0.0.2;\'=1+1;;;;;;\r\n';
    const { rows, notes } = read(text);
    expect(notes).toEqual(['Columns that were not read: "Shoe size".']);
    expect(rows.map((row) => row.line)).toEqual([3, 6]);
    expect(rows[0]?.draft).toMatchObject({
      name: 'web1', address: '10.0.0.1', site: 'Berlin', exposed: true, port: 2222, tags: ['a', 'b'], notes: 'two\r\nlines; "q"', user: 'me',
    }); // prettier-ignore
    expect(rows[0]?.states.toSorted()).toEqual(['address', 'exposed', 'name', 'notes', 'port', 'site', 'tags']);
    expect(rows[1]?.draft).toMatchObject({ name: '10.0.0.2', address: '10.0.0.2', notes: '=1+1' });
  });
  it('with errors by row, and no word of a password', () => {
    const text =
      'name,port,exposed,password,sign in\nok,22,no,hunter2,agent\nbad,ssh,maybe,hunter2,\n,22,,,\nfew\nmany,1,yes,,,hunter2\nq,"open hunter2,1\n';
    const { rows } = read(text);
    expect(rows.map((row) => [row.line, row.draft === null, row.notes])).toEqual([
      [2, false, ['password was not read: enter it as a credential.']],
      [
        3,
        true,
        ['port: a whole number is wanted', 'exposed: yes, no or unknown is wanted', 'password was not read: enter it as a credential.'],
      ],
      [4, true, ['Not read: neither a name nor an address.']],
      [5, false, []],
      [6, false, ['1 cells more than heads were not read.']],
      [7, true, ['Not read: a quote is opened and never closed.']],
    ]);
    expect(JSON.stringify(rows)).not.toContain('hunter2');
  });
  it('tells unknown columns by number where they may be values', () => {
    expect(read('name,address,hunter2,password\n').notes).toEqual(['Columns that were not read: number 3.']);
    expect(read('name,address,port,x=hunter2,Shoe size\n').notes).toEqual(['Columns that were not read: number 4, "Shoe size".']);
  });
  it('only with a name or an address', () => {
    expect(read('site,owner\nBerlin,Kim\n')).toEqual({ rows: [], notes: ['The first line names no column "name" or "address".'] });
  });
});

it('makes no cell a formula, and takes the guard away again', () => {
  for (const cell of ['=1', '+1', '-1', '@x', "'=1", "''=x", "'tis", 'a=1', '\tx', '＝1', '']) expect(unguard(guard(cell))).toBe(cell);
  expect([guard('=HYPERLINK()'), guard("'tis"), guard("'=1")]).toEqual(["'=HYPERLINK()", "'tis", "''=1"]);
});

describe('a file is read only where it is one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-source-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const detail = (path: string, content?: Uint8Array): unknown => {
    if (content) writeFileSync(join(folder, path), content);
    const read = readSource({ path: join(folder, path) });
    return read.ok ? read.value.kind : read.problem.kind === 'file' && read.problem.detail;
  };
  it('and says why not', () => {
    expect(detail('nowhere.csv')).toMatch(/no such file/);
    expect(detail('.')).toBe('not a file');
    expect(detail('big.csv', Buffer.alloc(4 * 1024 * 1024 + 1, 97))).toBe('larger than 4 MiB');
    expect(detail('binary.csv', Buffer.from([0, 1, 2, 0, 0]))).toBe('no text in UTF-8, UTF-16 or Latin-1');
    expect(detail('letter.txt', Buffer.from('Dear all, this is no list.'))).toMatch(/neither an ssh_config/);
    expect(detail('list.txt', utf16('\ufeffname;ip\nä;10.0.0.1\n'))).toBe('csv');
    expect(readSource({ path: '/dev/zero' })).toMatchObject({ ok: false });
  });
});
