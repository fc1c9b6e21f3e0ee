import { Fragment, type ReactNode } from 'react';
import { closeDialog, useDialogs } from '../state/dialogs.ts';
import { t } from '../texts/index.ts';
import { Dialog } from '../ui/dialog.tsx';

export function KeysDialog(): ReactNode {
  const open = useDialogs((state) => state.open?.kind === 'keys');
  if (!open) return null;
  return (
    <Dialog title={t.frame.keys.title} cancel={t.common.close} onClose={closeDialog}>
      <dl className="key-list">
        {t.frame.keys.list.map(([key, what]) => (
          <Fragment key={key}>
            <dt>{key.split(' ').map((part) => (part === 'to' ? ' to ' : <kbd key={part}>{part}</kbd>))}</dt>
            <dd>{what}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
