import { explain, type Problem, type Remedy } from '../../shared/domain/problem.ts';
import { t } from '../texts/index.ts';
import { openDialog, type Resume } from './dialogs.ts';
import { act } from './notices.ts';
import { go } from './place.ts';

export interface RemedyButton {
  readonly text: string;
  readonly run: () => unknown;
}

/** Goes on with what had stopped: the scan of these hosts, or their part of a deployment. */
export async function resume(how: Resume, hostIds: readonly string[]): Promise<void> {
  if (how.kind === 'scan') await act('scan.start', { hostIds: [...hostIds] });
  if (how.kind === 'test' && hostIds[0]) openDialog({ kind: 'test-connection', hostId: hostIds[0] });
  if (how.kind === 'retry') await act('deployments.retry', { id: how.deploymentId, hostIds: [...hostIds] });
}

/** A repair is a deployment of its own kind: it is followed where deployments are followed. */
async function repair(hostIds: readonly string[]): Promise<void> {
  const started = await act('hosts.repair', { ids: [...hostIds] });
  if (started) go(['patch', 'deploy'], { deployment: started.deploymentId });
}

/** In a test the fingerprint stands beside the button, with how to compare it. */
async function acceptShown(problem: Problem, hostId: string): Promise<void> {
  if (problem.kind !== 'host-key-unknown') return;
  if (await act('hosts.acceptKey', { id: hostId, fingerprint: problem.fingerprint })) await resume({ kind: 'test' }, [hostId]);
}

async function goBySystemSsh(hostId: string, how: Resume): Promise<void> {
  const found = await act('hosts.get', { id: hostId });
  if (!found) return;
  const { id: _id, createdAt: _at, ...draft } = found.row.host;
  if (await act('hosts.edit', { id: hostId, draft: { ...draft, transport: 'openssh' } })) await resume(how, [hostId]);
}

/** The button beside a problem, or null where nothing that Patchbay could do would help. */
export function remedyButton(problem: Problem, hostId: string, how: Resume): RemedyButton | null {
  const runs: Record<Remedy, (() => unknown) | null> = {
    repair: () => repair([hostId]),
    'accept-key': () =>
      how.kind === 'test' ? acceptShown(problem, hostId) : openDialog({ kind: 'accept-keys', hostIds: [hostId], resume: how }),
    'compare-keys': () => openDialog({ kind: 'compare-keys', hostId }),
    'enter-secret': () =>
      openDialog({ kind: 'enter-secret', hostId, resume: how, ...(problem.kind === 'secret-needed' && { secret: problem.secret }) }),
    'answer-questions': () =>
      problem.kind === 'questions-asked' && openDialog({ kind: 'answer-questions', hostId, questions: problem, resume: how }),
    'use-system-ssh': () => goBySystemSsh(hostId, how),
    'unlock-vault': () => openDialog({ kind: 'unlock-vault', hostId, resume: how }),
    'edit-host': () => openDialog({ kind: 'edit-host', hostId }),
    retry: how.kind === 'nothing' ? null : () => resume(how, [hostId]),
    none: null,
  };
  const { remedy } = explain(problem);
  const run = runs[remedy];
  if (!run || remedy === 'none') return null;
  const isPassphrase = problem.kind === 'passphrase-wrong' || (problem.kind === 'secret-needed' && problem.secret === 'passphrase');
  const asksFor = isPassphrase ? t.remedies.passphrase : t.remedies[remedy];
  return { text: asksFor, run };
}
