import { useState, type ReactNode } from 'react';
import type { VaultStatus } from '../../../shared/contract/credentials.ts';
import { openDialog } from '../../state/dialogs.ts';
import { act, tell } from '../../state/notices.ts';
import { saveSettings } from '../../state/settings.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Facts } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';

const w = t.vault;

export const VaultSection = ({ status }: { status: VaultStatus }): ReactNode => (
  <section>
    <h2>{w.title}</h2>
    {status.problem ? <Damaged status={status} /> : <Working status={status} />}
  </section>
);

/** The file cannot be used: what is wrong with it, and the ways on, none of which deletes it. */
function Damaged({ status: { problem } }: { status: VaultStatus }): ReactNode {
  const startAnew = async (from: 'backup' | 'empty'): Promise<void> => {
    const started = await act('vault.startAnew', { from });
    if (started?.setAside) tell({ tone: 'warn', text: w.setAside(started.setAside) });
  };
  if (!problem) return null;
  return (
    <>
      <ProblemVerdict problem={problem} />
      {problem.kind === 'vault-altered' && (
        <div className="row">
          {problem.backup !== null && (
            <Button look="primary" onPress={() => startAnew('backup')}>
              {w.restore}
            </Button>
          )}
          <Button onPress={() => startAnew('empty')}>{w.startAnew}</Button>
        </div>
      )}
    </>
  );
}

function Working({ status }: { status: VaultStatus }): ReactNode {
  const isSealed = status.mode !== 'none';
  const second = status.mode === 'key-store' && status.hasPassphrase ? `, ${w.second}` : '';
  return (
    <>
      <Facts
        rows={[
          [w.kept, `${w.modes[status.mode]}${second}`],
          [w.lock, isSealed ? (status.locked ? w.locked : w.unlocked) : w.nothingToLock],
          [w.holds, w.secrets(status.holds)],
          [w.keyStore, status.keyStore.why === null ? w.available : w.unavailable(status.keyStore.why)],
        ]}
      />
      <div className="row">
        {isSealed && status.locked ? (
          <Button look="primary" onPress={() => openDialog({ kind: 'unlock-vault', resume: { kind: 'nothing' } })}>
            {w.unlock}
          </Button>
        ) : (
          <Button onPress={() => openDialog({ kind: 'choose-vault' })}>{w.chooseButton}</Button>
        )}
        {isSealed && !status.locked && <Button onPress={() => act('vault.lock', {})}>{w.lockNow}</Button>}
        {status.hasPassphrase && <Button onPress={() => openDialog({ kind: 'change-passphrase' })}>{w.change}</Button>}
      </div>
      {isSealed && <AutoLock minutes={status.autoLockMinutes} />}
    </>
  );
}

function AutoLock({ minutes }: { minutes: number }): ReactNode {
  const [text, setText] = useState(String(minutes));
  const isRight = /^\d{1,4}$/.test(text.trim()) && Number(text) <= 1440;
  const save = async (): Promise<void> => {
    if (isRight && (await saveSettings({ autoLockMinutes: Number(text) }))) tell({ tone: 'ok', text: t.settings.saved });
  };
  return (
    <div className="row" style={{ alignItems: 'flex-end' }}>
      <Field
        label={w.autoLock}
        type="number"
        value={text}
        onChange={setText}
        error={isRight ? undefined : w.autoLockNote}
        note={w.autoLockNote}
      />
      <Button onPress={save} disabled={!isRight}>
        {w.saveAutoLock}
      </Button>
    </div>
  );
}
