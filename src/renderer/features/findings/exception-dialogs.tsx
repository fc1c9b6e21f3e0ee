import { useState, type ReactNode } from 'react';
import type { Exception } from '../../../shared/domain/exception.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { act } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { utcDay, whatOf } from './exception-words.ts';

const w = t.exceptions;

/** A renewal is counted and says why: an exception that is renewed for years should be seen as one. */
export function RenewException({ exception }: { exception: Exception }): ReactNode {
  const [expiresOn, setExpiresOn] = useState('');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const late = expiresOn <= exception.expiresOn || expiresOn < utcDay();
  const renew = async (): Promise<void> => {
    setTried(true);
    if (late || reason.trim() === '') return;
    if (await act('exceptions.renew', { id: exception.id, expiresOn, reason: reason.trim() })) closeDialog();
  };
  return (
    <Dialog title={w.renewTitle(whatOf(exception))} confirm={w.renewDo} cancel={t.common.cancel} onClose={closeDialog} onConfirm={renew}>
      <Field
        label={w.form.until}
        type="date"
        value={expiresOn}
        onChange={setExpiresOn}
        error={tried && late ? w.form.after(exception.expiresOn) : undefined}
        note={w.form.untilNow(exception.expiresOn)}
      />
      <Reason value={reason} onChange={setReason} tried={tried} />
    </Dialog>
  );
}

export function EndException({ exception }: { exception: Exception }): ReactNode {
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const end = async (): Promise<void> => {
    setTried(true);
    if (reason.trim() === '') return;
    if (await act('exceptions.end', { id: exception.id, reason: reason.trim() })) closeDialog();
  };
  return (
    <Dialog
      alert
      danger
      title={w.endTitle(whatOf(exception))}
      confirm={w.endDo}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={end}
    >
      <p>{w.endNote}</p>
      <Reason value={reason} onChange={setReason} tried={tried} />
    </Dialog>
  );
}

/** `tried`: somebody has pressed the button already, and what is missing is said. */
const Reason = ({ value, onChange, tried }: { value: string; onChange: (value: string) => void; tried: boolean }): ReactNode => (
  <Field
    label={w.form.reason}
    autoFocus
    lines={3}
    value={value}
    onChange={onChange}
    error={tried && value.trim() === '' ? w.form.needed : undefined}
  />
);
