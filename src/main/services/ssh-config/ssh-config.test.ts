import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { draftsFrom } from './drafts.ts';
import { readSshConfig } from './index.ts';

const around = { user: 'me', home: '/home/me' };
const nothing = (): [] => [];
const rows = (text: string, files: Record<string, string> = {}) =>
  draftsFrom(text, (pattern) => (files[pattern] === undefined ? [] : [{ path: pattern, text: files[pattern] }]), around);
const draft = (text: string, alias: string, files: Record<string, string> = {}) =>
  rows(text, files).find((row) => row.alias === alias)?.draft;

describe('an ssh_config becomes hosts', () => {
  it('takes the first value that holds, and wildcards as defaults', () => {
    const text =
      'Host web1 web2\n  HostName %h.example.org\n  User admin\nHost db\n HostName=10.0.0.5\n Port 2222\n User root\nHost *\n  User nobody\n  Port 22\n  IdentityFile ~/.ssh/id_%r\n';
    expect(draft(text, 'web2')).toEqual({
      name: 'web2', transport: 'ssh', address: 'web2.example.org', port: 22, user: 'admin', signIn: { by: 'key', path: '/home/me/.ssh/id_admin' },
      jumps: [], elevation: 'sudo', credentialId: null, site: '', group: '', owner: '', exposed: null, criticality: null, tags: [], ring: 1, notes: '',
    }); // prettier-ignore
    expect(draft(text, 'db')).toMatchObject({ address: '10.0.0.5', port: 2222, user: 'root', elevation: 'root' });
    expect(rows(text).map((row) => [row.line, row.alias])).toEqual([[1, 'web1'], [1, 'web2'], [4, 'db']]); // prettier-ignore
  });

  it('leaves out what a negated pattern leaves out', () => {
    const text = 'Host *.lan !gate.lan\n User deploy\nHost gate.lan a.lan\n';
    expect([draft(text, 'gate.lan')?.user, draft(text, 'a.lan')?.user]).toEqual(['me', 'deploy']);
  });

  it('reads ssh keywords in any case, quotes and comments', () => {
    expect(draft('# office\nHOST "a"\n\thostname "10.1.1.1" # first\n  USER=bob\n', 'a')).toMatchObject({
      address: '10.1.1.1',
      user: 'bob',
    });
  });

  it('follows several hops, each an alias of its own, with what stands before the first', () => {
    const text =
      'Host app\n ProxyJump gate,ops@10.9.9.9:2200\n IdentityFile /k/app\nHost gate\n HostName gate.example.org\n User jump\n IdentityFile /k/gate\n ProxyJump outer\nHost outer\n HostName 192.0.2.1\n User root\n IdentityFile /k/app\n';
    expect(draft(text, 'app')?.jumps).toEqual([
      { address: '192.0.2.1', port: 22, user: 'root' },
      { address: 'gate.example.org', port: 22, user: 'jump', signIn: { by: 'key', path: '/k/gate' } },
      { address: '10.9.9.9', port: 2200, user: 'ops', signIn: { by: 'agent' } },
    ]);
  });

  it('reads the old way of writing a jump', () => {
    expect(draft('Host a\n ProxyCommand ssh -W %h:%p gate\n', 'a')?.jumps).toEqual([{ address: 'gate', port: 22, user: 'me' }]);
    expect(draft('Host a\n ProxyJump none\nHost *\n ProxyJump gate\n', 'a')?.jumps).toEqual([]);
  });

  it('proposes the system’s ssh for what only it follows, by the alias', () => {
    const text =
      'Host a\n HostName 10.0.0.1\n Port 2222\n User bob\n ProxyCommand /usr/bin/nc -x proxy %h %p\n HostKeyAlias b\nHost c\n IdentityAgent none\n';
    const [a, c] = rows(text);
    expect(a?.draft).toMatchObject({ transport: 'openssh', address: 'a', port: 22, user: 'bob', signIn: { by: 'agent' }, jumps: [] });
    expect(a?.notes).toEqual(["Through the system's ssh, which follows HostKeyAlias, ProxyCommand."]);
    expect(c?.draft).toMatchObject({ transport: 'ssh' });
    for (const line of ['CertificateFile /k/id-cert.pub', 'UserKnownHostsFile /k/known', 'GSSAPIAuthentication yes'])
      expect(draft(`Host a\n ${line}\n`, 'a')?.transport).toBe('openssh');
    const jump = rows('Host a\n ProxyJump gate\nHost gate\n ProxyCommand corkscrew %h %p\n').find(({ alias }) => alias === 'a');
    expect(jump?.draft).toMatchObject({ transport: 'openssh', address: 'a', jumps: [] });
  });

  it('ends with a note where jumps lead in a circle', () => {
    const row = rows('Host a\n ProxyJump b\nHost b\n ProxyJump a\n').find(({ alias }) => alias === 'a');
    expect(row?.notes.join(' ')).toContain('circle');
  });

  it('never runs what Match exec names', () => {
    const file = join(tmpdir(), `patchbay-ran-${process.pid}`);
    const found = rows(`Host a\n User bob\nMatch exec "touch ${file}"\n User mallory\nHost b\n CanonicalizeHostName yes\n`);
    expect(existsSync(file)).toBe(false);
    // Whether it holds, only ssh can find out: so the hosts that it could concern go through ssh.
    expect(found.map(({ alias, draft }) => [alias, draft?.transport, draft?.user])).toEqual([
      ['a', 'openssh', 'bob'],
      ['b', 'openssh', 'me'],
    ]);
    const some = rows('Host a b\nMatch host a* exec "true"\n User x\n');
    expect(some.map(({ draft }) => draft?.transport)).toEqual(['openssh', 'ssh']);
  });

  it('keeps an Include to the block it stands in', () => {
    const files = { 'conf.d/*': 'User inner\nHost c\n Port 23\n' };
    const text = 'Host a\n Include conf.d/*\nHost b\n';
    expect(draft(text, 'a', files)?.user).toBe('inner');
    expect(draft(text, 'b', files)?.user).toBe('me');
    expect(draft(`Include conf.d/*\n${text}`, 'c', files)).toMatchObject({ port: 23, user: 'inner' });
  });

  it('gives up on an Include of itself, and on nothing else', () => {
    const self = 'Host a\nInclude self\nHost b\n';
    const found = rows(self, { self });
    expect(found.filter(({ draft }) => draft).map(({ alias }) => alias)).toEqual(['a', 'b']);
    expect(found.some(({ notes }) => notes.join().includes('16 files deep'))).toBe(true);
  });

  it('does not take a line with it that cannot be read, nor a host whose values are no good', () => {
    const found = rows('Host a\n User "open\n Port\n Port 99999\nHost -oops b\n User bob\n');
    expect(found.find(({ alias }) => alias === 'a')).toMatchObject({ draft: null, notes: [expect.stringContaining('port')] });
    expect(found.find(({ alias }) => alias === '-oops')?.draft).toBeNull();
    expect(found.find(({ alias }) => alias === 'b')?.draft?.user).toBe('bob');
    expect(found.filter(({ notes }) => notes.join().includes('was not read')).map(({ line }) => line)).toEqual([2, 3]);
  });
});

const ssh = '/usr/bin/ssh';
describe.skipIf(!existsSync(ssh))('the same values as ssh -G', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const more = join(folder, 'more');
  const text = `Include ${more}\nHost web? !web9\n HostName %h.lan\n User www\nHost web1 web9\n User x\n Port 2022\nMatch originalhost db,db2\n Port 5022\nMatch all\n IdentityFile /keys/%n-%p\nHost db db2 10.1.2.3\n HostName 10.3.3.3\nHost *\n User rest\nHost * !gate !other\n ProxyJump a@gate:2200,other\nHost gate\n HostName gate.lan\n`;
  writeFileSync(more, 'Host db2\n User fromMore\n ProxyJump none\n');
  writeFileSync(join(folder, 'config'), text);

  it.each(['web1', 'web9', 'db', 'db2', '10.1.2.3'])('%s', async (alias) => {
    const said = execFileSync(ssh, ['-G', '-F', join(folder, 'config'), alias], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const line = (keyword: string): string | undefined => new RegExp(`^${keyword} (.*)$`, 'm').exec(said)?.[1];
    const read = await readSshConfig(join(folder, 'config'));
    const taken = read.ok ? read.value.rows.find((row) => row.alias === alias)?.draft : null;
    expect([taken?.address, taken?.user, String(taken?.port)]).toEqual([line('hostname'), line('user'), line('port')]);
    // ssh -G prints the tokens of IdentityFile as they stand.
    expect(taken?.signIn).toEqual({ by: 'key', path: line('identityfile')?.replace('%n', alias).replace('%p', String(taken?.port)) });
    expect(taken?.jumps.length).toBe(line('proxyjump')?.split(',').length ?? 0);
  });
});

it('says which file it could not read', async () => {
  expect(await readSshConfig('/nowhere/config')).toMatchObject({ ok: false, problem: { kind: 'file', path: '/nowhere/config' } });
  expect(draftsFrom('', nothing, around)).toEqual([]);
});
