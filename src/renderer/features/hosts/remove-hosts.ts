import type { HostRow } from '../../../shared/contract/contract.ts';
import { act, tell } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { list } from '../../ui/format.ts';

/** Done at once and undone with one press, instead of a question before. */
export async function removeHosts(rows: readonly HostRow[]): Promise<boolean> {
  const ids = rows.map((row) => row.host.id);
  if (!(await act('hosts.remove', { ids }))) return false;
  tell({
    tone: 'live',
    text: t.hosts.removed(list(rows.map((row) => row.host.name))),
    action: { text: t.common.undo, run: () => act('hosts.restore', { ids }) },
  });
  return true;
}
