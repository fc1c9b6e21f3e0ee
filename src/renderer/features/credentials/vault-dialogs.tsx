import { useState, type ReactNode } from 'react';
import { NewPassphrase } from '../../../shared/contract/credentials.ts';
import type { VaultMode } from '../../../shared/domain/credential.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog, type Resume } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { tell } from '../../state/notices.ts';
import { resume as goOn } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Radios } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { UnlockFirst } from './unlock-first.tsx';

const w = t.vault;

/** What waited for it goes on. */
export function UnlockVault({ hostIds, resume }: { hostIds: readonly string[]; resume: Resume }): ReactNode {
  const onOpen = async (): Promise<void> => {
    closeDialog();
    if (hostIds.length > 0) await goOn(resume, hostIds);
  };
  return <UnlockFirst onOpen={onOpen} />;
}

interface Typed {
  readonly first: string;
  readonly second: string;
}
const isLong = (text: string): boolean => NewPassphrase.safeParse(text).success;
const isReady = ({ first, second }: Typed): boolean => isLong(first) && first === second;

function TypedTwice({ typed, onChange, note }: { typed: Typed; onChange: (typed: Typed) => void; note?: string | undefined }): ReactNode {
  const [left, setLeft] = useState(false);
  const tooShort = left && typed.first !== '' && !isLong(typed.first);
  return (
    <>
      <Field
        label={w.newPassphrase}
        type="password"
        value={typed.first}
        onChange={(first) => onChange({ ...typed, first })}
        onBlur={() => setLeft(true)}
        error={tooShort ? w.least : undefined}
        note={note ?? w.least}
      />
      <Field
        label={w.again}
        type="password"
        value={typed.second}
        onChange={(second) => onChange({ ...typed, second })}
        error={typed.second !== '' && !typed.first.startsWith(typed.second) ? w.notSame : undefined}
      />
    </>
  );
}

const nothing: Typed = { first: '', second: '' };

export function ChooseVault(): ReactNode {
  const status = useLive('vault.status', {}).value;
  const [chosen, setChosen] = useState<VaultMode | null>(null);
  const [typed, setTyped] = useState(nothing);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!status) return null;
  const mode = chosen ?? (status.keyStore.available ? 'key-store' : 'passphrase');
  const isEmpty = typed.first === '' && typed.second === '';
  const ready = mode === 'none' || (mode === 'key-store' && isEmpty) || isReady(typed);

  const submit = async (): Promise<void> => {
    const reply = await ask('vault.choose', { mode, passphrase: mode === 'none' || isEmpty ? null : typed.first });
    if (reply.ok) closeDialog();
    else setProblem(reply.problem);
  };
  if (problem?.kind === 'vault-locked') return <UnlockFirst onOpen={() => setProblem(null)} />;
  const modes: readonly VaultMode[] = ['key-store', 'passphrase', 'none'];
  return (
    <Dialog
      title={w.choose}
      confirm={w.choose}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      disabled={!ready}
      width={520}
    >
      {problem && <ProblemVerdict problem={problem} />}
      <Radios
        label={w.where}
        value={mode}
        onChange={setChosen}
        options={modes.map((value) => ({
          value,
          text: w.modes[value],
          note: value === 'key-store' && status.keyStore.why !== null ? w.unavailable(status.keyStore.why) : w.modeNotes[value],
        }))}
      />
      {mode !== 'none' && <TypedTwice typed={typed} onChange={setTyped} note={mode === 'key-store' ? w.optional : undefined} />}
    </Dialog>
  );
}

export function ChangePassphrase(): ReactNode {
  const [current, setCurrent] = useState('');
  const [typed, setTyped] = useState(nothing);
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = async (): Promise<void> => {
    const reply = await ask('vault.changePassphrase', { current, next: typed.first });
    if (!reply.ok) return setProblem(reply.problem);
    closeDialog();
    tell({ tone: 'ok', text: w.changed });
  };
  return (
    <Dialog
      title={w.change}
      confirm={w.change}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      disabled={current === '' || !isReady(typed)}
      width={460}
    >
      {problem && <ProblemVerdict problem={problem} />}
      <Field label={w.current} type="password" value={current} onChange={setCurrent} autoFocus />
      <TypedTwice typed={typed} onChange={setTyped} />
    </Dialog>
  );
}
