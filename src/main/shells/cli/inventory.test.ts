import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { HostEdit } from '../../../shared/contract/contract.ts';
import { ok } from '../../../shared/domain/result.ts';
import { cli } from './fake-engine.test-kit.ts';
import type { Answers } from './fake-engine.test-kit.ts';
import { AT, host, row } from './fixtures.test-kit.ts';

const rows = [
  row('web1', { site: 'Berlin', exposed: true, criticality: 'high', owner: 'Kim Ng', tags: ['front'] }),
  row('web2', { site: 'Berlin', exposed: false }),
  row('db1', { site: 'Kiel', group: 'data' }),
];
const list: Answers['hosts.list'] = () => ok(rows);
const names = async (line: string | string[]): Promise<unknown> => {
  const words = typeof line === 'string' ? line.split(' ') : line;
  const seen = await cli(['hosts', 'list', '--json', ...words], { answers: { 'hosts.list': list } });
  return seen.exit === 0 ? (seen.outcome['value'] as { host: { name: string } }[]).map((one) => one.host.name) : seen.exit;
};

describe('hosts are chosen by what the shop knows of them', () => {
  test('several values of one field add up, several fields narrow down', async () => {
    expect(await names('--site berlin')).toEqual(['web1', 'web2']);
    expect(await names('--site Berlin --site Kiel')).toEqual(['web1', 'web2', 'db1']);
    expect(await names('--site Berlin --exposed yes')).toEqual(['web1']);
    expect(await names('--exposed unknown')).toEqual(['db1']);
    expect(await names('web* --exposed no')).toEqual(['web2']);
    expect(await names(['--owner', 'Kim Ng', '--criticality', 'low,high'])).toEqual(['web1']);
    expect(await names('--group data')).toEqual(['db1']);
  });
  test('what fits no host is an error, and so is a word that is no answer', async () => {
    expect([await names('--site Nowhere'), await names('--site Kiel --exposed yes'), await names('--exposed maybe')]).toEqual([2, 2, 2]);
  });
  test('wherever hosts are named, without --all', async () => {
    const seen = await cli('scan --site Kiel --json', { answers: { 'hosts.list': list, 'scan.start': () => ok({ hosts: 1 }) } });
    expect(seen.inputsOf('scan.start')).toMatchObject([{ hostIds: [rows[2]!.host.id] }]);
  });
});

test('a host is added and edited with them', async () => {
  const answers: Answers = {
    'hosts.list': list,
    'app.info': () => ok({ version: '0', shell: 'cli', dataFolder: '/data', user: 'ana', isRoot: false }),
    'hosts.add': (draft) => ok({ ...draft, id: 'abcdefgh0001', createdAt: AT }),
    'hosts.edit': ({ id, draft }) => ok({ ...draft, id, createdAt: AT }),
  };
  const added = await cli(['hosts', 'add', 'x', '--site', 'Shop A', '--exposed', 'yes', '--criticality', 'low'], { answers });
  expect(added.inputsOf('hosts.add')).toMatchObject([{ site: 'Shop A', exposed: true, criticality: 'low' }]);
  const edited = await cli(['hosts', 'edit', 'web1', '--exposed', 'unknown', '--site', ''], { answers });
  expect(edited.inputsOf('hosts.edit')).toMatchObject([{ draft: { site: '', exposed: null, criticality: 'high', owner: 'Kim Ng' } }]);
});

describe('export', () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-export-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const answers: Answers = { 'hosts.list': list, 'hosts.export': ({ ids }) => ok({ text: `${ids.length} hosts\n`, fileName: 'hosts.csv', notes: ['x is not in the file.'] }) }; // prettier-ignore
  test('to standard output, with what is left out beside it', async () => {
    const seen = await cli('hosts export --kind csv --site Berlin', { answers });
    expect(seen).toMatchObject({ exit: 0, out: '2 hosts\n', err: expect.stringContaining('x is not in the file.') as string });
  });
  test('to a file, which is not replaced unasked', async () => {
    const file = join(folder, 'hosts.csv');
    expect((await cli(['hosts', 'export', '--kind', 'csv', '--to', file], { answers })).exit).toBe(0);
    expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['3 hosts\n', 0o600]);
    expect((await cli(['hosts', 'export', 'web1', '--kind', 'csv', '--to', file], { answers })).exit).toBe(2);
    expect((await cli(['hosts', 'export', 'web1', '--kind', 'csv', '--to', file, '--force'], { answers })).exit).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('1 hosts\n');
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });
  test('wants a kind', async () => {
    expect((await cli('hosts export', { answers })).exit).toBe(2);
  });
});

describe('one change for many hosts', () => {
  const edits: HostEdit[] = [{ id: host('web1').id, name: 'web1', changes: [{ field: 'exposed', before: null, after: true }] }];
  const answers: Answers = { 'hosts.list': list, 'hosts.editMany': () => ok({ edits }) };
  test('asks, changes, and says how to undo', async () => {
    const seen = await cli(['hosts', 'edit-many', 'web*', '--set', 'owner=Kim=Ng', '--set', 'exposed=yes', '--add-tag', 'a,b'], {
      answers,
      types: ['y'],
    });
    expect(seen.inputsOf('hosts.editMany')).toEqual([
      { ids: [host('web1').id, host('web2').id], change: { owner: 'Kim=Ng', exposed: true, addTags: ['a', 'b'] } },
    ]);
    expect(seen.err).toContain('Change owner, exposed, addTags of web1, web2?');
    expect(seen.out).toMatch(/web1 +exposed +unknown +yes/);
    expect(seen.out).toContain('Undo: patchbay hosts undo-edit');
  });
  test('says what is to be changed, of which hosts', async () => {
    for (const line of [
      'hosts edit-many web1 --yes',
      'hosts edit-many --set ring=0 --yes',
      'hosts edit-many web1 --set name=x --yes',
      'hosts edit-many web1 --set exposed=maybe --yes',
    ])
      expect((await cli(line, { answers })).exit, line).toBe(2);
  });
  test('is taken back from the record, once', async () => {
    const entry = (action: string) => ({ seq: 1, at: AT, actor: 'ana', action, hostId: null, hostName: null, deploymentId: null, text: '', details: { edits } }); // prettier-ignore
    const undo: Answers = {
      'history.list': () => ok([entry('hosts.edited')]),
      'hosts.undoEdits': () => ok({ restored: 1, left: [{ id: host('db1').id, name: 'db1', fields: ['owner'] }] }),
    };
    const seen = await cli('hosts undo-edit', { answers: undo });
    expect(seen.inputsOf('hosts.undoEdits')).toEqual([{ edits }]);
    expect(seen.out).toContain('db1 keeps owner');
    expect(
      (
        await cli('hosts undo-edit', {
          answers: { ...undo, 'history.list': () => ok([entry('hosts.edit-undone'), entry('hosts.edited')]) },
        })
      ).exit,
    ).toBe(2);
  });
});

describe('discover', () => {
  const answers: Answers = {
    'hosts.discover': ({ cidr }) =>
      ok({
        path: cidr, kind: 'csv', encoding: 'text', notes: [], digest: 'd', text: 'name,address\\nx,10.0.0.3\\n', addresses: 254, looked: 254,
        rows: [{ line: 2, alias: 'x', draft: { ...host('x'), address: '10.0.0.3' }, notes: ['SSH-2.0-OpenSSH_9.2p1'], alreadyThere: false, sameAs: null, changes: [] }],
      }),
    'hosts.import': () => ok({ added: 1, updated: 0 }),
  }; // prettier-ignore
  test('asks before it looks, and before it adds', async () => {
    const seen = await cli('hosts discover 10.0.0.0/24 --user ops', { answers, types: ['y', 'y'] });
    expect(seen.inputsOf('hosts.discover')).toEqual([{ cidr: '10.0.0.0/24', user: 'ops' }]);
    expect(seen.err).toContain('Connect to port 22 of every address of 10.0.0.0/24?');
    expect(seen.inputsOf('hosts.import')).toMatchObject([{ path: '10.0.0.0/24', kind: 'csv', aliases: ['x'] }]);
    expect((await cli('hosts discover 10.0.0.0/24', { answers, types: ['n'] })).inputsOf('hosts.discover')).toEqual([]);
  });
});
