import { useState, type ReactNode } from 'react';
import type { SecretKind } from '../../../shared/domain/credential.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Choice, Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { UnlockFirst } from './unlock-first.tsx';

const w = t.credentials;
const usual = { password: 'password', key: 'passphrase', agent: 'sudo-password' } as const;

/** What is typed here goes to the engine once and is forgotten by the window. */
export function SetSecret({ id }: { id: string }): ReactNode {
  const one = useLive('credentials.list', {}).value?.find((each) => each.id === id);
  const mode = useLive('vault.status', {}).value?.mode;
  const [chosen, setChosen] = useState<SecretKind | null>(null);
  const [value, setValue] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!one) return null;
  const secret = chosen ?? usual[one.signIn.by];
  const kinds: readonly SecretKind[] = one.signIn.by === 'agent' ? ['sudo-password'] : [usual[one.signIn.by], 'sudo-password'];

  const settle = (reply: { readonly ok: true } | { readonly ok: false; readonly problem: Problem }): void => {
    if (reply.ok) closeDialog();
    else setProblem(reply.problem);
  };
  if (problem?.kind === 'vault-locked') return <UnlockFirst onOpen={() => setProblem(null)} />;
  return (
    <Dialog
      title={w.setTitle(one.name)}
      confirm={w.setSecret}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={async () => settle(await ask('credentials.setSecret', { id, secret, value }))}
      width={460}
      disabled={value === ''}
      footNote={
        one.holds.includes(secret) && (
          <Button small look="danger" onPress={async () => settle(await ask('credentials.forgetSecret', { id, secret }))}>
            {w.forget}
          </Button>
        )
      }
    >
      {problem && <ProblemVerdict problem={problem} />}
      <Choice label={w.which} value={secret} onChange={setChosen} options={kinds.map((kind) => ({ value: kind, text: w.secret[kind] }))} />
      <Field
        label={w.value(secret, one.name)}
        type="password"
        value={value}
        onChange={setValue}
        autoFocus
        note={mode === 'none' ? w.memoryNote : w.valueNote}
      />
    </Dialog>
  );
}
