import type { ReactNode } from 'react';
import { CredentialDialogs } from '../features/credentials/credential-dialogs.tsx';
import { FindingDialogs } from '../features/findings/finding-dialogs.tsx';
import { HostDialogs } from '../features/host-dialogs/host-dialogs.tsx';
import { KeysDialog } from './keys-dialog.tsx';

/** Every dialog that stands over all pages but the palette, which is there at once; each shows itself where it is the open one. */
export const Dialogs = (): ReactNode => (
  <>
    <HostDialogs />
    <CredentialDialogs />
    <FindingDialogs />
    <KeysDialog />
  </>
);
