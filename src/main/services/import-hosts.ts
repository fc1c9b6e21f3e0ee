import type { CallOutput, ImportRow } from '../../shared/contract/contract.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Host } from '../../shared/domain/host.ts';
import { changed } from './context.ts';
import type { Context } from './context.ts';
import { readSshConfig } from './ssh-config/index.ts';

/** What an ssh_config would bring, row by row, before anything is taken. A null path means the user's own. */
export async function previewImport(context: Context, path: string | null): Promise<Result<CallOutput<'hosts.importPreview'>>> {
  const read = await readSshConfig(path);
  if (!read.ok) return read;
  const names = new Set(context.store.hosts.list().map((host) => host.name));
  return ok({ path: read.value.path, rows: read.value.rows.map((row): ImportRow => ({ ...row, alreadyThere: names.has(row.alias) })) });
}

export async function importHosts(context: Context, path: string | null, aliases: readonly string[]): Promise<Result<{ added: number }>> {
  const preview = await previewImport(context, path);
  if (!preview.ok) return preview;
  const chosen = preview.value.rows.filter((row) => aliases.includes(row.alias) && row.draft && !row.alreadyThere);
  if (!chosen.length)
    return fail({
      kind: 'conflict',
      detail: 'None of the chosen hosts can be taken',
      next: 'Look at the notes of each row; hosts that are there already are left alone.',
    });
  context.store.transaction(() => {
    for (const row of chosen) context.store.hosts.add({ ...row.draft!, id: context.newId(), createdAt: context.now() } satisfies Host);
    context.store.audit.append({
      action: 'hosts.imported',
      text: `${chosen.length} hosts from ${preview.value.path}`,
      details: { hosts: chosen.map((row) => row.alias) },
    });
  });
  changed(context, 'hosts');
  changed(context, 'history');
  return ok({ added: chosen.length });
}
