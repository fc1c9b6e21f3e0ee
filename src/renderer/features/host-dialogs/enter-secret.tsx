import { useState, type ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { explain, type Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog, type Resume } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { resume as goOn } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Field, Tick } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';

type Secret = 'password' | 'passphrase' | 'sudo-password';

/** Which secret a host waits for. */
function wanted(row: HostRow): Secret | null {
  const { problem } = row.scan;
  if (problem?.kind === 'secret-needed') return problem.secret;
  if (problem?.kind === 'passphrase-wrong') return 'passphrase';
  return problem?.kind === 'sudo-password-wrong' ? 'sudo-password' : null;
}

/** As the problem names it: it may be the secret of a hop on the way, or of a key file. */
function askedFor(row: HostRow): { readonly forWhat?: string } {
  const { problem } = row.scan;
  if (problem?.kind === 'passphrase-wrong') return { forWhat: problem.path };
  return problem?.kind === 'secret-needed' ? { forWhat: problem.forWhat } : {};
}

/** What is typed here goes to the engine once and is forgotten by the window. */
export function EnterSecret({ hostId, resume, asked }: { hostId: string; resume: Resume; asked?: Secret | undefined }): ReactNode {
  const rows = useLive('hosts.list', {}).value ?? [];
  const [value, setValue] = useState('');
  const [also, setAlso] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const row = rows.find((each) => each.host.id === hostId);
  if (!row) return null;
  // A deployment can ask for it while the scan had not: sudo is what is missing then.
  const secret = asked ?? wanted(row) ?? 'sudo-password';
  const others = rows.filter((each) => each.host.id !== hostId && wanted(each) === secret);
  const title = t.secrets.title[secret];
  const who = `${row.host.user}@${row.host.name}`;

  const submit = async (): Promise<void> => {
    if (value === '') return;
    const takers = [row, ...(also ? others : [])];
    for (const taker of takers) {
      const reply = await ask('hosts.enterSecret', { id: taker.host.id, secret, value, ...(wanted(taker) === secret && askedFor(taker)) });
      if (!reply.ok) return setProblem(reply.problem);
    }
    closeDialog();
    await goOn(
      resume,
      takers.map((taker) => taker.host.id),
    );
  };
  return (
    <Dialog
      title={title}
      aside={<span className="dim">{row.host.name}</span>}
      confirm={title}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      width={460}
      disabled={value === ''}
    >
      {problem ? <ProblemVerdict problem={problem} /> : row.scan.problem && <p className="dim">{explain(row.scan.problem).title}</p>}
      <Field label={t.secrets.label[secret](who)} type="password" value={value} onChange={setValue} autoFocus note={t.secrets.kept} />
      {others.length > 0 && <Tick label={t.secrets.also(others.length)} checked={also} onChange={setAlso} />}
    </Dialog>
  );
}
