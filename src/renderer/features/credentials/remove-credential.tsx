import { useState, type ReactNode } from 'react';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { tell } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Choice } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { UnlockFirst } from './unlock-first.tsx';

const w = t.credentials;

/** A secret cannot be brought back, so this is asked and not undone. */
export function RemoveCredential({ id }: { id: string }): ReactNode {
  const rows = useLive('credentials.list', {}).value ?? [];
  const [instead, setInstead] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const one = rows.find((each) => each.id === id);
  if (!one) return null;
  const others = rows.filter((each) => each.id !== id);
  const isUsed = one.hosts.length > 0;

  const submit = async (): Promise<void> => {
    const reply = await ask('credentials.remove', { id, instead: instead || null });
    if (!reply.ok) return setProblem(reply.problem);
    closeDialog();
    tell({ tone: 'ok', text: w.removed(one.name) });
  };
  if (problem?.kind === 'vault-locked') return <UnlockFirst onOpen={() => setProblem(null)} />;
  return (
    <Dialog
      title={w.removeTitle(one.name)}
      confirm={w.removeTitle(one.name)}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      width={460}
      danger
      alert
      disabled={isUsed && instead === ''}
    >
      {problem && <ProblemVerdict problem={problem} />}
      <p>{w.removeNote}</p>
      {isUsed && others.length > 0 && (
        <Choice
          label={w.instead(one.hosts.length)}
          value={instead}
          onChange={setInstead}
          options={[{ value: '', text: w.choose }, ...others.map((each) => ({ value: each.id, text: each.name }))]}
        />
      )}
      {isUsed && others.length === 0 && <p className="dim">{w.noOther}</p>}
    </Dialog>
  );
}
