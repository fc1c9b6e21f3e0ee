import type { ReactNode } from 'react';
import { useDialogs } from '../../state/dialogs.ts';
import { AddException } from './add-exception.tsx';
import { EditControl } from './edit-control.tsx';
import { EndException, RenewException } from './exception-dialogs.tsx';
import { ImportVex } from './import-vex.tsx';

/** The dialogs about findings, exceptions and ends of life that every page can open. */
export function FindingDialogs(): ReactNode {
  const open = useDialogs((state) => state.open);
  switch (open?.kind) {
    case 'add-exception':
      return <AddException cve={open.cve} source={open.source} hostIds={open.hostIds} />;
    case 'renew-exception':
      return <RenewException exception={open.exception} />;
    case 'end-exception':
      return <EndException exception={open.exception} />;
    case 'import-vex':
      return <ImportVex />;
    case 'edit-control':
      return <EditControl row={open.row} />;
    default:
      return null;
  }
}
