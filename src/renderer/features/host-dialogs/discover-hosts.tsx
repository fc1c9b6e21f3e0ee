import { useEffect, useState, type ReactNode } from 'react';
import type { Reply } from '../../../shared/contract/contract.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { act, tell } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { canTake, ImportRows } from './import-rows.tsx';

const w = t.discovering;

/** How many addresses a subnet has, so that nobody is surprised; null where it is none yet. The engine has the last word. */
function addressesIn(subnet: string): number | null {
  const bits = Number(/^\s*\d{1,3}(?:\.\d{1,3}){3}\/(\d{1,2})\s*$/.exec(subnet)?.[1] ?? Number.NaN);
  if (!(bits >= 20 && bits <= 32)) return null;
  return bits <= 30 ? 2 ** (32 - bits) - 2 : 2 ** (32 - bits);
}

/** Looks who answers in a subnet, once a person has said so, and takes of them what is ticked. */
export function DiscoverHosts(): ReactNode {
  const me = useLive('app.info', {}).value;
  const [subnet, setSubnet] = useState('');
  const [user, setUser] = useState<string | null>(null);
  const [looking, setLooking] = useState(false);
  const [reply, setReply] = useState<Reply<'hosts.discover'> | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  // Nobody waits for the answer any more once the dialog is closed.
  useEffect(() => () => void ask('hosts.stopDiscovery', {}), []);

  const who = (user ?? me?.user ?? '').trim();
  const found = reply?.ok ? reply.value : null;
  const taken = found?.rows.filter((row) => canTake(row, false) && !left.has(row.alias)) ?? [];
  const look = async (): Promise<void> => {
    setLooking(true);
    setReply(null);
    setReply(await ask('hosts.discover', { cidr: subnet.trim(), ...(who && { user: who }) }));
    setLeft(new Set());
    setLooking(false);
  };
  const take = async (): Promise<void> => {
    if (!found) return;
    const source = { path: found.path, text: found.text, kind: found.kind, digest: found.digest };
    const done = await act('hosts.import', { ...source, aliases: taken.map((row) => row.alias) });
    closeDialog();
    if (!done) return;
    tell({ tone: 'ok', text: t.importing.done(done.added, 0) });
    go(['hosts']);
  };
  const count = addressesIn(subnet);
  const confirm = found ? t.importing.confirm(taken.length, 0) : looking ? w.looking : w.look(count);
  return (
    <Dialog
      title={w.title}
      confirm={confirm}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={found ? take : look}
      disabled={looking || (found ? taken.length === 0 : count === null || who === '')}
      width={found ? 920 : 560}
      footNote={w.intro}
    >
      {!found && (
        <div className="form-grid">
          <Field label={w.subnet} note={w.subnetNote} value={subnet} onChange={setSubnet} mono autoFocus placeholder="192.0.2.0/24" />
          <Field label={w.user} value={user ?? me?.user ?? ''} onChange={setUser} />
        </div>
      )}
      <div role="status">
        {looking && (
          <div className="row">
            <span className="grow dim">{w.looking}</span>
            <Button onPress={() => ask('hosts.stopDiscovery', {})}>{w.stop}</Button>
          </div>
        )}
        {found && <p className="dim">{w.found(found.rows.length, found.looked, found.addresses)}</p>}
      </div>
      {reply?.ok === false && <ProblemVerdict problem={reply.problem} />}
      {found?.notes.map((note) => (
        <p key={note} className="dim small">
          {note}
        </p>
      ))}
      {found && found.rows.length > 0 && <ImportRows rows={found.rows} update={false} left={left} setLeft={setLeft} />}
      {found && (
        <div>
          <Button small onPress={() => setReply(null)}>
            {w.again}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
