import type { CallInput, CallOutput, FileKind } from '../../shared/contract/contract.ts';
import type { Host } from '../../shared/domain/host.ts';
import { ok, type Result } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import { writeIni, writeYaml } from './host-files/ansible/write.ts';
import { writeCsv } from './host-files/csv/write.ts';
import { writeSshConfig } from './host-files/ssh-config/write.ts';
import type { Written } from './host-files/written.ts';
import { findHosts } from './hosts.ts';

const WRITERS: Readonly<Record<FileKind, { readonly fileName: string; readonly write: (hosts: readonly Host[]) => Written }>> = {
  csv: { fileName: 'hosts.csv', write: writeCsv },
  'ansible-ini': { fileName: 'inventory.ini', write: writeIni },
  'ansible-yaml': { fileName: 'inventory.yml', write: writeYaml },
  'ssh-config': { fileName: 'ssh_config', write: writeSshConfig },
};

/** The hosts as a file of this kind, and what it cannot say. No secret is in it: there is none in a host. */
export function exportHosts(context: Context, { ids, kind }: CallInput<'hosts.export'>): Result<CallOutput<'hosts.export'>> {
  const found = findHosts(context, ids);
  if (!found.ok) return found;
  const { fileName, write } = WRITERS[kind];
  const { text, notes } = write(found.value);
  context.store.audit.append({
    action: 'hosts.exported',
    text: `${found.value.length} hosts exported as ${fileName}`,
    details: { kind, ids },
  });
  return ok({ text, fileName, notes: [...notes, ...wayNotes(found.value, kind)].slice(0, 200) });
}

/** What every kind leaves out: a credential belongs to this computer. */
function wayNotes(hosts: readonly Host[], kind: FileKind): string[] {
  const shared = hosts.filter((host) => host.credentialId !== null || host.jumps.some((jump) => jump.credentialId));
  const own = kind === 'ssh-config' ? [] : hosts.filter((host) => host.jumps.some((jump) => jump.signIn));
  const password = kind.startsWith('ansible') ? hosts.filter((host) => host.signIn.by === 'password') : [];
  const note = (which: readonly Host[], what: string): string[] =>
    which.length
      ? [
          `${what} is not in the file: ${which
            .map((host) => host.name)
            .join(', ')
            .slice(0, 1000)}.`,
        ]
      : [];
  return [
    ...note(shared, 'The credential'),
    ...note(own, 'How a jump host is signed in to'),
    ...note(password, 'That a password is asked for'),
  ];
}
