import { useEffect, useState, type ReactNode } from 'react';
import type { Host, HostDraft, HostDraftInput } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Choice, Field, Segments } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { Button } from '../../ui/button.tsx';
import { ConnectionLayers, useConnectionTest } from './connection-layers.tsx';
import { CredentialPicker } from './credential-picker.tsx';
import { fieldsOf, readFields, withTransport, type Errors, type HostFields } from './host-draft.ts';
import { saveSudoers } from './save-sudoers.ts';
import { saidBefore } from './said-before.ts';
import { JumpFieldset } from './jump-fieldset.tsx';

const f = t.hostForm;

export const AddHost = ({ draft }: { draft: Partial<HostDraftInput> }): ReactNode => (
  <HostForm title={f.addTitle} confirm={f.addTitle} initial={fieldsOf(draft)} hostId={null} save={(ready) => ask('hosts.add', ready)} />
);

export function EditHost({ hostId }: { hostId: string }): ReactNode {
  const [host, setHost] = useState<Host | null>(null);
  // Asked anew: what was shown a moment ago may be older than the last save, and saving it would take that back.
  useEffect(() => {
    let over = false;
    void act('hosts.get', { id: hostId }).then((answer) => {
      if (over) return;
      if (answer) setHost(answer.row.host);
      else closeDialog();
    });
    return () => {
      over = true;
    };
  }, [hostId]);
  if (!host) return null;
  return (
    <HostForm
      title={f.editTitle(host.name)}
      confirm={f.saveEdit}
      initial={fieldsOf(host)}
      hostId={hostId}
      save={(draft) => ask('hosts.edit', { id: hostId, draft })}
    />
  );
}

type Saved = { readonly ok: true } | { readonly ok: false; readonly problem: Problem };

interface HostFormProps {
  readonly title: string;
  readonly confirm: string;
  readonly initial: HostFields;
  /** Null while the host is not saved. */
  readonly hostId: string | null;
  readonly save: (draft: HostDraft) => Promise<Saved>;
}

function HostForm({ title, confirm, initial, hostId, save }: HostFormProps): ReactNode {
  const [fields, setFields] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { draft, errors } = readFields(fields);
  const test = useConnectionTest(hostId, draft);
  const set = (part: Partial<HostFields>): void => setFields((now) => ({ ...now, ...part }));
  // A field is judged once it was left, and an empty one when the whole is saved: nobody is told off while typing.
  const errorOf = (path: string): string | undefined =>
    tried || (left.has(path) && errors[path] !== f.required) ? errors[path] : undefined;
  const leave = (path: string) => (): void => setLeft((paths) => new Set(paths).add(path));

  const me = useLive('app.info', {}).value;
  const chooseTransport = (transport: HostFields['transport']): void => {
    const local = transport === 'local' && me ? { user: me.user, elevation: me.isRoot ? ('root' as const) : fields.elevation } : {};
    set({ ...withTransport(fields, transport), ...local });
  };

  const submit = async (): Promise<void> => {
    setTried(true);
    if (!draft) return;
    const reply = await save(draft);
    if (reply.ok) closeDialog();
    else setProblem(reply.problem);
  };
  const bind = (path: 'name' | 'address' | 'port' | 'user' | 'site' | 'group' | 'owner' | 'tags' | 'ring' | 'notes') => ({
    value: fields[path],
    onChange: (value: string) => set({ [path]: value }),
    error: errorOf(path),
    onBlur: leave(path),
  });

  return (
    <Dialog title={title} confirm={confirm} cancel={t.common.cancel} onClose={closeDialog} onConfirm={submit} width={620}>
      {problem && <ProblemVerdict problem={problem} />}
      <div className="form-grid">
        <Field label={f.name} {...bind('name')} autoFocus />
        <div className="field whole">
          <span className="label">{f.transport}</span>
          <Segments
            label={f.transport}
            value={fields.transport}
            onChange={chooseTransport}
            options={[
              { value: 'ssh', text: f.ssh },
              { value: 'openssh', text: t.wayIn.openssh },
              { value: 'winrm', text: t.wayIn.winrm },
              { value: 'local', text: f.local },
            ]}
          />
        </div>
        {fields.transport !== 'local' && (
          <>
            <Field label={f.address} note={f.addressNote} {...bind('address')} />
            <div className="one">
              <Field label={f.port} type="number" {...bind('port')} />
            </div>
            {fields.transport === 'winrm' && (
              <div className="whole">
                <Segments
                  label={t.wayIn.winrm}
                  value={fields.https ? 'https' : 'http'}
                  onChange={(way) => set(withTransport(fields, 'winrm', way === 'https'))}
                  options={[
                    { value: 'http', text: t.wayIn.winrmSealed },
                    { value: 'https', text: t.wayIn.winrmTls },
                  ]}
                />
                <p className="field-note">{t.wayIn.winrmNote}</p>
              </div>
            )}
            <CredentialPicker credentialId={fields.credentialId} onChange={set} />
            {fields.credentialId === '' && (
              <>
                <div className="two">
                  <Field label={f.user} {...bind('user')} />
                </div>
                {fields.transport === 'openssh' && <p className="field-note whole">{t.wayIn.opensshNote}</p>}
                {fields.transport !== 'winrm' && (
                  <SignInFields fields={fields} set={set} errors={errors} shown={(path) => errorOf(path) !== undefined} leave={leave} />
                )}
              </>
            )}
          </>
        )}
        {fields.transport !== 'winrm' && (
          <div className="whole">
            <Choice
              label={f.elevation}
              value={fields.elevation}
              onChange={(elevation) => set({ elevation })}
              options={[
                { value: 'sudo', text: f.sudo },
                { value: 'wrapper', text: t.wayIn.wrapper },
                { value: 'root', text: f.root },
                { value: 'none', text: f.none },
              ]}
            />
            {fields.elevation === 'none' && <p className="field-note">{f.noneNote}</p>}
            {fields.elevation === 'wrapper' && <WrapperNote hostId={hostId} />}
          </div>
        )}
        {fields.transport !== 'local' && fields.transport !== 'winrm' && (
          <JumpFieldset jumps={fields.jumps} onChange={(jumps) => set({ jumps })} errorOf={errorOf} leave={leave} />
        )}
        <BelongingFields fields={fields} set={set} bind={bind} />
        <div className="four">
          <Field label={f.tags} note={f.tagsNote} {...bind('tags')} />
        </div>
        <div className="two">
          <Field label={f.ring} note={f.ringNote} type="number" {...bind('ring')} />
        </div>
        <div className="whole">
          <Field label={f.notes} lines={2} {...bind('notes')} />
        </div>
      </div>
      <div>
        <Button onPress={() => (draft ? test.run() : setTried(true))} disabled={test.running}>
          {t.wayIn.test}
        </Button>
      </div>
      <ConnectionLayers test={test} />
    </Dialog>
  );
}

const WrapperNote = ({ hostId }: { hostId: string | null }): ReactNode => (
  <>
    <p className="field-note">{t.wayIn.wrapperNote}</p>
    {hostId === null ? (
      <p className="field-note">{t.wayIn.saveFirst}</p>
    ) : (
      <Button onPress={() => saveSudoers(hostId)}>{t.wayIn.saveSudoers}</Button>
    )}
  </>
);

interface BelongingProps {
  readonly fields: HostFields;
  readonly set: (part: Partial<HostFields>) => void;
  readonly bind: (path: 'site' | 'group' | 'owner') => {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly error: string | undefined;
    readonly onBlur: () => void;
  };
}

/** Where the host belongs and what it means to the shop, with what other hosts have offered while typing. */
function BelongingFields({ fields, set, bind }: BelongingProps): ReactNode {
  const rows = useLive('hosts.list', {}).value ?? [];
  return (
    <>
      {(['site', 'group', 'owner'] as const).map((field) => (
        <div key={field} className="two">
          <Field label={f[field]} suggestions={saidBefore(rows, field)} {...bind(field)} />
        </div>
      ))}
      <div className="field">
        <span className="label">{f.exposed}</span>
        <Segments label={f.exposed} value={fields.exposed} onChange={(exposed) => set({ exposed })} options={options(f.exposure)} />
      </div>
      <div className="field">
        <span className="label">{f.criticality}</span>
        <Segments
          label={f.criticality}
          value={fields.criticality}
          onChange={(criticality) => set({ criticality })}
          options={options(f.level)}
        />
      </div>
    </>
  );
}

const options = <K extends string>(words: Readonly<Record<K, string>>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, text: words[value] }));

interface SignInProps {
  readonly fields: HostFields;
  readonly set: (part: Partial<HostFields>) => void;
  readonly errors: Errors;
  readonly shown: (path: string) => boolean;
  readonly leave: (path: string) => () => void;
}

function SignInFields({ fields, set, errors, shown, leave }: SignInProps): ReactNode {
  return (
    <>
      <div>
        <Choice
          label={f.signIn}
          value={fields.signInBy}
          onChange={(signInBy) => set({ signInBy })}
          options={[
            { value: 'agent', text: f.agent },
            { value: 'key', text: f.key },
            { value: 'password', text: f.password },
          ]}
        />
        {fields.signInBy === 'password' && <p className="field-note">{f.passwordNote}</p>}
      </div>
      {fields.signInBy === 'key' ? (
        <Field
          label={f.keyPath}
          mono
          value={fields.keyPath}
          onChange={(keyPath) => set({ keyPath })}
          onBlur={leave('signIn.path')}
          error={shown('signIn.path') ? errors['signIn.path'] : undefined}
        />
      ) : (
        <span />
      )}
    </>
  );
}
