import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';

const w = t.vault;

/** In the place of what a locked vault held up; that then goes on where it was, with what was typed into it. */
export function UnlockFirst({ onOpen }: { onOpen: () => unknown }): ReactNode {
  const status = useLive('vault.status', {}).value;
  const [passphrase, setPassphrase] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!status) return null;
  // A key store that lost its key leaves the passphrase, where there is one.
  const byStore = status.mode === 'key-store' && problem?.kind !== 'vault-key-lost' && problem?.kind !== 'vault-passphrase-wrong';

  const submit = async (): Promise<void> => {
    const reply = await ask('vault.unlock', { passphrase: byStore ? null : passphrase });
    setPassphrase('');
    if (reply.ok) onOpen();
    else setProblem(reply.problem);
  };
  return (
    <Dialog
      title={w.unlock}
      confirm={w.unlock}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      width={420}
      disabled={!byStore && passphrase === ''}
    >
      {problem && <ProblemVerdict problem={problem} />}
      {byStore ? <p>{w.unlockBy}</p> : <Field label={w.passphrase} type="password" value={passphrase} onChange={setPassphrase} autoFocus />}
    </Dialog>
  );
}
