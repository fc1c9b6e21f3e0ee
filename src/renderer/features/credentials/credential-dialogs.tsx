import type { ReactNode } from 'react';
import { useDialogs } from '../../state/dialogs.ts';
import { AddCredential, EditCredential } from './credential-form.tsx';
import { RemoveCredential } from './remove-credential.tsx';
import { SetSecret } from './set-secret.tsx';
import { ChangePassphrase, ChooseVault, UnlockVault } from './vault-dialogs.tsx';

/** The dialogs about credentials and the vault; a problem on any page may open the one that unlocks it. */
export function CredentialDialogs(): ReactNode {
  const open = useDialogs((state) => state.open);
  switch (open?.kind) {
    case 'add-credential':
      return <AddCredential />;
    case 'edit-credential':
      return <EditCredential key={open.id} id={open.id} />;
    case 'set-secret':
      return <SetSecret key={open.id} id={open.id} />;
    case 'remove-credential':
      return <RemoveCredential key={open.id} id={open.id} />;
    case 'unlock-vault':
      return <UnlockVault hostIds={open.hostId === undefined ? [] : [open.hostId]} resume={open.resume} />;
    case 'choose-vault':
      return <ChooseVault />;
    case 'change-passphrase':
      return <ChangePassphrase />;
    default:
      return null;
  }
}
