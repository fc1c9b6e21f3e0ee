import { useState, type ReactNode } from 'react';
import type { FileKind } from '../../../shared/contract/contract.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { act, tell } from '../../state/notices.ts';
import { saveFile } from '../../state/save-file.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Radios } from '../../ui/field.tsx';

const w = t.exporting;
const kinds = Object.keys(w.kinds) as FileKind[];

/** The chosen hosts as a file; what it cannot say is told once it is saved. */
export function ExportHosts({ hostIds }: { hostIds: readonly string[] }): ReactNode {
  const [kind, setKind] = useState<FileKind>('csv');
  const submit = async (): Promise<void> => {
    const file = await act('hosts.export', { ids: [...hostIds], kind });
    closeDialog();
    if (!file) return;
    saveFile(file.fileName, file.text);
    const [first] = file.notes;
    tell({
      tone: first === undefined ? 'ok' : 'warn',
      text: first === undefined ? w.saved(file.fileName) : `${w.saved(file.fileName)} ${w.left(file.notes.length, first)}`,
    });
  };
  return (
    <Dialog
      title={w.title(hostIds.length)}
      confirm={w.title(hostIds.length)}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      disabled={hostIds.length === 0}
      width={480}
      footNote={w.none}
    >
      <Radios label={w.kind} value={kind} onChange={setKind} options={kinds.map((value) => ({ value, ...w.kinds[value] }))} />
    </Dialog>
  );
}
