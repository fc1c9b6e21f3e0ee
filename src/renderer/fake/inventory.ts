import type { FileKind, HostEdit, ImportRow } from '../../shared/contract/contract.ts';
import { HostDraft, type HostDraftInput } from '../../shared/domain/host.ts';
import { makeHost, type FakeHost } from './hosts.ts';
import { refuse, type World } from './world.ts';

const draft = (name: string, more: Partial<HostDraftInput> = {}): HostDraft =>
  HostDraft.parse({
    name,
    transport: 'ssh',
    address: `${name}.example.org`,
    user: 'ops',
    signIn: { by: 'agent' },
    elevation: 'sudo',
    ...more,
  });

/** Importing, exporting and editing many, over made-up hosts and files. */
export function fakeInventory(world: World, hosts: FakeHost[]) {
  const present = (): FakeHost[] => hosts.filter((each) => !each.removed);
  const rowOf = (line: number, alias: string, more: Partial<ImportRow> = {}): ImportRow => {
    const there = present().find((each) => each.host.name === alias);
    const sameAs = there ? { id: there.host.id, name: alias, by: 'name' as const } : null;
    return {
      line,
      alias,
      draft: more.draft === undefined ? draft(alias) : more.draft,
      notes: [],
      alreadyThere: there !== undefined,
      sameAs,
      changes: [],
      ...more,
    };
  };
  const sshRows = (): ImportRow[] => [
    rowOf(3, 'edge-01'),
    rowOf(7, 'edge-02', { draft: draft('edge-02', { jumps: [{ address: 'gate.example.org', port: 22, user: 'ops' }] }) }),
    rowOf(11, 'shop-01', { notes: ['IdentityFile has %h: read as the host name'] }),
    rowOf(15, 'web-01', { changes: [{ field: 'user', before: 'patch', after: 'ops' }] }),
    rowOf(30, 'old-vpn', { draft: null, notes: ['ProxyCommand is not supported'] }),
  ];
  const csvRows = (text: string): ImportRow[] =>
    text
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((line, index) => {
        const name = line.split(',')[0] ?? '';
        return name
          ? rowOf(index + 2, name)
          : rowOf(index + 2, `Line ${index + 2}`, { draft: null, notes: ['Not read: neither a name nor an address.'] });
      });
  const read = ({ path, text, kind }: { path: string | null; text?: string; kind?: FileKind }) => {
    if (path === '/nowhere') refuse({ kind: 'file', path, detail: 'no such file' });
    if (text !== undefined && !text.includes(','))
      refuse({
        kind: 'file',
        path: 'pasted text',
        detail: 'neither an ssh_config, an Ansible inventory nor a CSV with a name or address column',
      });
    const rows = text === undefined ? sshRows() : csvRows(text);
    const notes = text?.includes('password') ? ['Columns that were not read: number 4.'] : [];
    return {
      path: path ?? (text === undefined ? '~/.ssh/config' : 'pasted text'),
      kind: kind ?? (text === undefined ? 'ssh-config' : 'csv'),
      encoding: 'UTF-8',
      rows,
      notes,
      digest: 'd',
    };
  };
  const change = (fake: FakeHost, fields: object): void => {
    fake.host = { ...fake.host, ...fields };
    fake.row = { ...fake.row, host: fake.host };
  };
  return {
    'hosts.importPreview': read,
    'hosts.import': ({
      aliases,
      update,
      ...source
    }: {
      aliases: string[];
      update: boolean;
      path: string | null;
      text?: string;
      kind?: FileKind;
    }) => {
      const rows = read(source).rows.filter((row) => row.draft && aliases.includes(row.alias));
      const [added, old] = [rows.filter((row) => !row.alreadyThere), rows.filter((row) => row.alreadyThere && update)];
      for (const row of added) hosts.push(makeHost(row.draft!, hosts.length));
      for (const row of old) change(world.host(row.sameAs!.id), Object.fromEntries(row.changes.map((each) => [each.field, each.after])));
      world.change('hosts');
      return { added: added.length, updated: old.length };
    },
    'hosts.export': ({ ids, kind }: { ids: string[]; kind: FileKind }) => ({
      text: ids.map((id) => `${world.host(id).host.name}\n`).join(''),
      fileName: kind === 'csv' ? 'hosts.csv' : 'inventory.ini',
      notes: kind === 'csv' ? [] : ['How a jump host is signed in to is not in the file: web-01.'],
    }),
    'hosts.editMany': ({
      ids,
      change: { addTags = [], removeTags = [], ...fields },
    }: {
      ids: string[];
      change: Record<string, unknown> & { addTags?: string[]; removeTags?: string[] };
    }) => {
      const edits = ids.map((id): HostEdit => {
        const { host } = world.host(id);
        const after = { ...fields, tags: [...new Set([...host.tags.filter((tag) => !removeTags.includes(tag)), ...addTags])] };
        const changes = (Object.keys(after) as HostEdit['changes'][number]['field'][])
          .map((field) => ({ field, before: host[field], after: (after as Record<string, unknown>)[field] }))
          .filter((each) => JSON.stringify(each.before) !== JSON.stringify(each.after));
        change(world.host(id), after);
        return { id, name: host.name, changes };
      });
      world.change('hosts');
      return { edits: edits.filter((edit) => edit.changes.length > 0) };
    },
    'hosts.undoEdits': ({ edits }: { edits: HostEdit[] }) => {
      for (const { id, changes } of edits) change(world.host(id), Object.fromEntries(changes.map((each) => [each.field, each.before])));
      world.change('hosts');
      return { restored: edits.length, left: [] };
    },
    'hosts.discover': ({ cidr, user }: { cidr: string; user?: string }) => {
      const found = ['192.0.2.7', '192.0.2.21'];
      const text = ['name,address', ...found.map((address) => `${address},${address}`)].join('\n');
      const rows = found.map((address, index) =>
        rowOf(index + 2, address, {
          draft: draft(address, { address, user: user ?? 'kim' }),
          notes: ['SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7'],
        }),
      );
      return { path: cidr, kind: 'csv', encoding: 'text', rows, notes: [], digest: 'd', text, addresses: 254, looked: 254 };
    },
    'hosts.stopDiscovery': () => ({}),
  };
}
