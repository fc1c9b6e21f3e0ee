import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostDraft, type HostDraftInput } from '../../shared/domain/host.ts';
import { opened, temporary, type Temporary } from '../store/store.test-kit.ts';
import { ChangeBus } from './change-bus.ts';
import type { Context } from './context.ts';
import { Discovery } from './discover-hosts.ts';
import { editMany, undoEdits } from './edit-many.ts';
import { exportHosts } from './export-hosts.ts';
import { addHost } from './hosts.ts';
import { importHosts, previewImport } from './import-hosts.ts';
import { addressesOf } from './subnet.ts';

let folder: Temporary;
let context: Context;
beforeEach(() => {
  folder = temporary();
  let ids = 0;
  context = {
    store: opened(folder.file),
    changes: new ChangeBus(),
    now: () => '2026-03-02T08:00:00.000Z',
    newId: () => `id${String((ids += 1)).padStart(8, '0')}`,
  } as Context;
});
afterEach(() => {
  context.store.close();
  folder[Symbol.dispose]();
});

const add = (name: string, more: Partial<HostDraftInput> = {}) => {
  const added = addHost(context, HostDraft.parse({ name, transport: 'ssh', address: `${name}.example`, user: 'ops', signIn: { by: 'agent' }, elevation: 'sudo', ...more })); // prettier-ignore
  if (!added.ok) throw new Error(JSON.stringify(added.problem));
  return added.value;
};
const host = (id: string) => context.store.hosts.get(id)!;
const entries = () => context.store.audit.list({ before: null, limit: 50, hostId: null, deploymentId: null, search: '' });
const csv = (text: string) => ({ path: null, text, kind: 'csv' as const });

describe('an import', () => {
  const text =
    'name,address,port,user,site,password\nweb1,other,22,ops,Berlin,hunter2\nnew,10.0.0.9,22,ops,,hunter2\ntwin,DB1.example,22,ops,Hamburg,\nnew,10.0.0.10,22,ops,,\n';
  it('shows what is there, by name and by address, and what would change', async () => {
    const [web, db] = [add('web1', { site: 'Kiel' }), add('db1')];
    const preview = await previewImport(context, csv(text));
    expect(preview.ok && preview.value.rows.map(({ alias, sameAs, changes, draft }) => [alias, draft !== null, sameAs?.id, sameAs?.by, changes.map(({ field }) => field)])).toEqual([
      ['web1', true, web.id, 'name', ['address', 'site']],
      ['new', true, undefined, undefined, []],
      ['twin', true, db.id, 'address', ['address', 'site']],
      ['new', false, undefined, undefined, []],
    ]); // prettier-ignore
    expect(preview.ok && preview.value.rows[3]?.notes).toEqual(['The same name as line 3.']);
  });

  it('adds what is new, and updates what is there only when asked to, and only what the file states', async () => {
    const web = add('web1', { site: 'Kiel', owner: 'Kim', tags: ['shop'] });
    const aliases = ['web1', 'new'];
    expect(await importHosts(context, { ...csv(text), aliases })).toEqual({ ok: true, value: { added: 1, updated: 0 } });
    expect(host(web.id).site).toBe('Kiel');
    expect(await importHosts(context, { ...csv(text), aliases, update: true })).toEqual({ ok: true, value: { added: 0, updated: 1 } });
    expect(host(web.id)).toMatchObject({ id: web.id, name: 'web1', address: 'other', site: 'Berlin', owner: 'Kim', tags: ['shop'] });
    expect(await importHosts(context, { ...csv(text), aliases, update: true })).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
    expect(JSON.stringify([entries(), context.store.hosts.list()])).not.toContain('hunter2');
    expect(entries().map((entry) => entry.action)).toEqual(['hosts.imported', 'hosts.imported', 'host.added']);
  });

  it('refuses when the file is another one than was shown', async () => {
    const preview = await previewImport(context, csv(text));
    const digest = preview.ok ? preview.value.digest : '';
    expect(await importHosts(context, { ...csv(text.replace('10.0.0.9', '10.6.6.6')), aliases: ['new'], digest })).toMatchObject({
      ok: false,
    });
    expect(context.store.hosts.list()).toEqual([]);
    expect(await importHosts(context, { ...csv(text), aliases: ['new'], digest })).toMatchObject({ ok: true });
  });

  it('keeps how a jump host is signed in to, which a file cannot say', async () => {
    const jumps = [{ address: 'gate', port: 22, user: 'ops', signIn: { by: 'password' as const } }];
    add('web1', { jumps });
    const preview = await previewImport(context, csv('name,address,jumps\nweb1,web1.example,ops@gate:22\n'));
    expect(preview.ok && preview.value.rows[0]?.changes).toEqual([]);
  });
});

describe('one change for many hosts', () => {
  it('is one entry of the record, and can be taken back', () => {
    const [a, b] = [add('a', { tags: ['x', 'y'], owner: 'Kim' }), add('b')];
    const edited = editMany(context, { ids: [a.id, b.id], change: { owner: 'Kim', exposed: true, addTags: ['z'], removeTags: ['x'] } });
    expect(edited.ok && edited.value.edits.map(({ name, changes }) => [name, changes.map(({ field }) => field)])).toEqual([
      ['a', ['exposed', 'tags']],
      ['b', ['owner', 'exposed', 'tags']],
    ]);
    expect([host(a.id).tags, host(b.id)]).toMatchObject([['y', 'z'], { owner: 'Kim', exposed: true, tags: ['z'] }]);
    expect(entries()[0]).toMatchObject({ action: 'hosts.edited', text: '2 hosts edited: exposed, tags, owner' });
    if (!edited.ok) throw new Error();
    editMany(context, { ids: [b.id], change: { owner: 'Ana' } });
    expect(undoEdits(context, { edits: edited.value.edits })).toEqual({
      ok: true,
      value: { restored: 2, left: [{ id: b.id, name: 'b', fields: ['owner'] }] },
    });
    expect([host(a.id), host(b.id)]).toMatchObject([a, { ...b, owner: 'Ana' }]);
  });

  it('is done to all of them or to none', () => {
    const many = Array.from({ length: 20 }, (_, n) => `t${n}`);
    const [a, b] = [add('a'), add('b', { tags: many })];
    expect(editMany(context, { ids: [a.id, b.id], change: { addTags: ['one-more'] } })).toMatchObject({
      ok: false,
      problem: { issues: [{ path: 'b tags' }] },
    });
    expect(host(a.id).tags).toEqual([]);
    expect(editMany(context, { ids: [a.id, 'nobody000'], change: { owner: 'K' } })).toMatchObject({ problem: { kind: 'not-found' } });
    expect(editMany(context, { ids: [a.id], change: { owner: '' } })).toEqual({ ok: true, value: { edits: [] } });
  });

  it('takes nothing back that is no value of a host', () => {
    const a = add('a');
    const edits = [{ id: a.id, name: 'a', changes: [{ field: 'ring' as const, before: 99, after: 1 }] }];
    expect(undoEdits(context, { edits })).toMatchObject({ ok: false, problem: { kind: 'invalid-input' } });
  });
});

it('an export says what it leaves out, and is on record', () => {
  const a = add('a', { signIn: { by: 'password' }, jumps: [{ address: 'gate', port: 22, user: 'ops', signIn: { by: 'agent' } }] });
  const exported = exportHosts(context, { ids: [a.id], kind: 'ansible-ini' });
  expect(exported).toMatchObject({ ok: true, value: { fileName: 'inventory.ini', notes: ['How a jump host is signed in to is not in the file: a.', 'That a password is asked for is not in the file: a.'] } }); // prettier-ignore
  expect(entries()[0]?.action).toBe('hosts.exported');
});

describe('a subnet', () => {
  const servers: Server[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));
  const listen = (address: string, port: number, says: string | null): Promise<number> =>
    new Promise((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        if (says !== null) socket.write(says);
      });
      servers.push(server);
      server.listen(port, address, () => resolve((server.address() as { port: number }).port));
    });

  it('is looked at, and who answers is shown like an import', async () => {
    const port = await listen('127.0.0.3', 0, 'SSH-2.0-OpenSSH_9.2p1 \u001b[31mDebian\r\n');
    await listen('127.0.0.5', port, 'Welcome\r\nSSH-2.0-dropbear\r\n');
    await listen('127.0.0.7', port, 'HTTP/1.1 400\r\n\r\n');
    await listen('127.0.0.9', port, `${'x'.repeat(100_000)}`);
    add('known', { address: '127.0.0.5', port });
    const discovery = new Discovery(context, { port, nameOf: async (address) => (address === '127.0.0.3' ? 'three.example' : null) });
    const seen = await discovery.start({ cidr: '127.0.0.0/28', user: 'ops' });
    if (!seen.ok) throw new Error(JSON.stringify(seen.problem));
    expect(seen.value).toMatchObject({
      addresses: 14,
      looked: 14,
      notes: [`2 more listen on port ${port} and did not answer as an SSH server.`],
    });
    expect(seen.value.rows.map(({ alias, draft, notes, sameAs }) => [alias, draft?.address, notes[0], sameAs?.name])).toEqual([
      ['three.example', '127.0.0.3', 'SSH-2.0-OpenSSH_9.2p1 Debian', undefined],
      ['127.0.0.5', '127.0.0.5', 'SSH-2.0-dropbear', 'known'],
    ]);
    expect(await importHosts(context, { path: null, text: seen.value.text, kind: 'csv', aliases: ['three.example'] })).toMatchObject({
      ok: true,
    });
    expect(context.store.hosts.list().map((one) => one.address)).toContain('127.0.0.3');
    expect(entries().map((entry) => entry.action)).toContain('hosts.discovered');
  });

  it('is left when stopped, and only one is looked at at a time', async () => {
    const port = await listen('127.0.0.3', 0, null);
    const discovery = new Discovery(context, { port, nameOf: () => Promise.resolve(null) });
    const first = discovery.start({ cidr: '127.0.0.0/28' });
    expect(await discovery.start({ cidr: '127.0.0.0/28' })).toMatchObject({ ok: false, problem: { kind: 'conflict' } });
    discovery.stop();
    expect(await first).toMatchObject({ ok: true, value: { rows: [] } });
    expect(await discovery.start({ cidr: '127.0.0.1/32' })).toMatchObject({ ok: true, value: { addresses: 1 } });
  });

  it('is of a size that can be looked at', () => {
    const count = (cidr: string): unknown => {
      const found = addressesOf(cidr);
      return found.ok ? [found.value.length, found.value[0], found.value.at(-1)] : found.problem.kind;
    };
    expect(count('192.0.2.7/24')).toEqual([254, '192.0.2.1', '192.0.2.254']);
    expect(count('10.0.0.0/20')).toEqual([4094, '10.0.0.1', '10.0.15.254']);
    expect(count('10.0.0.2/31')).toEqual([2, '10.0.0.2', '10.0.0.3']);
    expect(count('255.255.255.255/32')).toEqual([1, '255.255.255.255', '255.255.255.255']);
    for (const wrong of ['10.0.0.0/19', '10.0.0.0/33', '256.0.0.0/24', '10.0.0.0', '::1/120', ''])
      expect(count(wrong)).toBe('invalid-input');
  });
});
