import { useState, type ReactNode } from 'react';
import { CredentialDraft } from '../../../shared/domain/credential.ts';
import type { SignIn } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Choice, Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';

const w = t.credentials;
const f = t.hostForm;

type Saved = { readonly ok: true } | { readonly ok: false; readonly problem: Problem };
interface FormProps {
  readonly title: string;
  readonly confirm: string;
  readonly before: CredentialDraft | null;
  readonly save: (draft: CredentialDraft) => Promise<Saved>;
}

export const AddCredential = (): ReactNode => (
  <CredentialForm title={w.add} confirm={w.add} before={null} save={(draft) => ask('credentials.add', draft)} />
);

export function EditCredential({ id }: { id: string }): ReactNode {
  const one = useLive('credentials.list', {}).value?.find((each) => each.id === id);
  if (!one) return null;
  return (
    <CredentialForm title={w.editTitle(one.name)} confirm={w.save} before={one} save={(draft) => ask('credentials.edit', { id, draft })} />
  );
}

/** Judged by the engine's own schema; errors are named by the field's path. */
function read(draft: object): { readonly draft: CredentialDraft | null; readonly errors: Readonly<Record<string, string>> } {
  const parsed = CredentialDraft.safeParse(draft);
  if (parsed.success) return { draft: parsed.data, errors: {} };
  const errors = parsed.error.issues.map((issue) => [issue.path.join('.'), issue.code === 'too_small' ? f.required : issue.message]);
  return { draft: null, errors: Object.fromEntries(errors) as Record<string, string> };
}

function CredentialForm({ title, confirm, before, save }: FormProps): ReactNode {
  const [name, setName] = useState(before?.name ?? '');
  const [user, setUser] = useState(before?.user ?? '');
  const [by, setBy] = useState<SignIn['by']>(before?.signIn.by ?? 'password');
  const [path, setPath] = useState(before?.signIn.by === 'key' ? before.signIn.path : '');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { draft, errors } = read({ name, user: user.trim(), signIn: by === 'key' ? { by, path: path.trim() } : { by } });
  const errorOf = (field: string): string | undefined => (tried ? errors[field] : undefined);

  const submit = async (): Promise<void> => {
    setTried(true);
    if (!draft) return;
    const reply = await save(draft);
    if (reply.ok) closeDialog();
    else setProblem(reply.problem);
  };
  return (
    <Dialog title={title} confirm={confirm} cancel={t.common.cancel} onClose={closeDialog} onConfirm={submit} width={460}>
      {problem && <ProblemVerdict problem={problem} />}
      <Field label={w.name} value={name} onChange={setName} error={errorOf('name')} autoFocus />
      <Field label={w.user} value={user} onChange={setUser} error={errorOf('user')} />
      <Choice
        label={w.signInWith}
        value={by}
        onChange={setBy}
        options={[
          { value: 'password', text: f.password },
          { value: 'key', text: f.key },
          { value: 'agent', text: f.agent },
        ]}
      />
      {by === 'key' && <Field label={f.keyPath} mono value={path} onChange={setPath} error={errorOf('signIn.path')} />}
    </Dialog>
  );
}
