import { useState, type ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { closeDialog, type Resume } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { resume as goOn } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';

interface ShownKey {
  readonly hostId: string;
  readonly name: string;
  readonly address: string;
  readonly keyType: string;
  readonly fingerprint: string;
}

function shownKey(row: HostRow): ShownKey | null {
  const { problem } = row.scan;
  if (problem?.kind !== 'host-key-unknown') return null;
  return { hostId: row.host.id, name: row.host.name, address: problem.address, keyType: problem.keyType, fingerprint: problem.fingerprint };
}

/** First contact: every fingerprint is shown, each key can be left out, and what had stopped goes on. */
export function AcceptKeys({ hostIds, resume }: { hostIds: readonly string[]; resume: Resume }): ReactNode {
  const rows = useLive('hosts.list', {}).value ?? [];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const keys = rows.filter((row) => hostIds.includes(row.host.id)).flatMap((row) => shownKey(row) ?? []);
  const taken = keys.filter((key) => !left.has(key.hostId));
  const only = keys.length === 1 ? keys[0] : undefined;
  const title = only ? t.keys.acceptTitle(only.name) : t.keys.acceptMany(taken.length);
  const accept = async (): Promise<void> => {
    const replies = await Promise.all(
      taken.map(async (key) => ((await act('hosts.acceptKey', { id: key.hostId, fingerprint: key.fingerprint })) ? key.hostId : null)),
    );
    const accepted = replies.filter((id) => id !== null);
    closeDialog();
    if (accepted.length > 0) await goOn(resume, accepted);
  };
  const toggle = (id: string): void => {
    const next = new Set(left);
    if (!next.delete(id)) next.add(id);
    setLeft(next);
  };
  return (
    <Dialog
      title={title}
      confirm={title}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={accept}
      disabled={taken.length === 0}
      alert
      width={640}
      footNote={t.keys.writes}
    >
      <p>{keys.length === 0 ? t.keys.gone : t.keys.intro}</p>
      <ul className="stack" aria-label={t.keys.table}>
        {keys.map((key) => (
          <li key={key.hostId}>
            <label className="option tall">
              {!only && <input type="checkbox" className="box" checked={!left.has(key.hostId)} onChange={() => toggle(key.hostId)} />}
              <span>
                <b>{key.name}</b> <span className="dim">{key.address}</span>
                <br />
                <span className="dim">{key.keyType}</span> <code className="mono wrap-any">{key.fingerprint}</code>
              </span>
            </label>
          </li>
        ))}
      </ul>
      <div>
        <p className="dim small">{t.keys.how}</p>
        <code className="code">{t.keys.command}</code>
      </div>
    </Dialog>
  );
}
