import type { ReactNode } from 'react';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Choice } from '../../ui/field.tsx';
import type { HostFields } from './host-draft.ts';

const w = t.credentials;

interface PickerProps {
  readonly credentialId: string;
  readonly onChange: (part: Pick<HostFields, 'credentialId'> & Partial<Pick<HostFields, 'user'>>) => void;
}

/** A shared credential in the place of a user and a way of signing in. Where there is none to share, there is nothing to choose. */
export function CredentialPicker({ credentialId, onChange }: PickerProps): ReactNode {
  const rows = useLive('credentials.list', {}).value ?? [];
  const one = rows.find((each) => each.id === credentialId);
  if (rows.length === 0 && credentialId === '') return null;
  const gone = one || credentialId === '' ? [] : [{ value: credentialId, text: w.gone }];
  // The user stays in the form: it is what is shown where the credential is gone.
  const choose = (id: string): void => {
    const user = rows.find((each) => each.id === id)?.user;
    onChange({ credentialId: id, ...(user !== undefined && { user }) });
  };
  return (
    <div className="whole">
      <Choice
        label={w.picker}
        value={credentialId}
        onChange={choose}
        options={[{ value: '', text: w.own }, ...gone, ...rows.map((each) => ({ value: each.id, text: each.name }))]}
      />
      {one && <p className="field-note">{w.pickerNote(one.user, w.signIn(one.signIn))}</p>}
    </div>
  );
}
