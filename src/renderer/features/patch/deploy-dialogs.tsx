import { useState, type ReactNode } from 'react';
import type { Deployment, Run } from '../../../shared/domain/deployment.ts';
import { act } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { totalsOf } from './run-view.ts';

/** Says what stopping will do before it does it. */
export function StopDialog({ deployment, onClose }: { deployment: Deployment; onClose: () => void }): ReactNode {
  const w = t.deploy.stopDialog;
  const totals = totalsOf(deployment);
  const title = w.title(deployment.name);
  const stop = async (): Promise<void> => {
    await act('deployments.stop', { id: deployment.id });
    onClose();
  };
  return (
    <Dialog title={title} confirm={title} cancel={t.common.cancel} danger alert onClose={onClose} onConfirm={stop}>
      <ul className="stack">
        <li>{w.running(totals.running + totals.unreachable)}</li>
        <li>{w.waiting(totals.waiting)}</li>
        <li className="dim">{w.back}</li>
      </ul>
    </Dialog>
  );
}

/** A person's word that a host will not come back, with the reason on record. */
export function LostDialog({ run, onClose }: { run: Run; onClose: () => void }): ReactNode {
  const w = t.deploy.lostDialog;
  const [reason, setReason] = useState('');
  const title = w.title(run.hostName);
  const lose = async (): Promise<void> => {
    if (await act('deployments.setLost', { id: run.deploymentId, hostId: run.hostId, reason: reason.trim() })) onClose();
  };
  return (
    <Dialog
      title={title}
      confirm={title}
      cancel={t.common.cancel}
      danger
      alert
      onClose={onClose}
      onConfirm={lose}
      disabled={reason.trim() === ''}
    >
      <p>{w.does}</p>
      <Field label={w.reason} value={reason} onChange={(value) => setReason(value.slice(0, 500))} autoFocus />
    </Dialog>
  );
}
