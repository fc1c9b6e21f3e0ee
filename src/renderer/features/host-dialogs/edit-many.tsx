import { useState, type ReactNode } from 'react';
import { HostChange, type HostEdit } from '../../../shared/contract/contract.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { act, tell } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Choice, Field, Tick } from '../../ui/field.tsx';
import { list } from '../../ui/format.ts';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { wordOf } from './issue-words.ts';
import { saidBefore } from './said-before.ts';

const f = t.hostForm;
const w = t.editing;

const FIELDS = ['site', 'group', 'owner', 'exposed', 'criticality', 'ring', 'elevation', 'addTags', 'removeTags'] as const;
type FieldName = (typeof FIELDS)[number];
const NAMES: Readonly<Record<FieldName, string>> = {
  site: f.site,
  group: f.group,
  owner: f.owner,
  exposed: f.exposed,
  criticality: f.criticality,
  ring: f.ring,
  elevation: w.elevation,
  addTags: w.addTags,
  removeTags: w.removeTags,
};
const BEGIN: Readonly<Record<FieldName, string>> = {
  site: '',
  group: '',
  owner: '',
  exposed: 'unknown',
  criticality: 'unknown',
  ring: '1',
  elevation: 'sudo',
  addTags: '',
  removeTags: '',
};

function valueOf(field: FieldName, text: string): unknown {
  if (field === 'exposed') return text === 'unknown' ? null : text === 'yes';
  if (field === 'criticality') return text === 'unknown' ? null : text;
  if (field === 'ring') return /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return field === 'addTags' || field === 'removeTags' ? text.split(/\s+/).filter(Boolean) : text.trim();
}

/** One change for the chosen hosts: only what is ticked, undone with one press. */
export function EditMany({ hostIds }: { hostIds: readonly string[] }): ReactNode {
  const rows = useLive('hosts.list', {}).value ?? [];
  const [texts, setTexts] = useState(BEGIN);
  const [ticked, setTicked] = useState<ReadonlySet<FieldName>>(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const chosen = FIELDS.filter((field) => ticked.has(field));
  const read = HostChange.safeParse(Object.fromEntries(chosen.map((field) => [field, valueOf(field, texts[field])])));
  const errorOf = (field: FieldName): string | undefined => {
    const issue = read.error?.issues.find((one) => one.path[0] === field);
    return issue && wordOf(issue);
  };

  const submit = async (): Promise<void> => {
    if (!read.data) return;
    const reply = await ask('hosts.editMany', { ids: [...hostIds], change: read.data });
    if (!reply.ok) return setProblem(reply.problem);
    closeDialog();
    tellEdited(reply.value.edits);
  };
  const toggle = (field: FieldName, on: boolean): void => {
    const next = new Set(ticked);
    if (on) next.add(field);
    else next.delete(field);
    setTicked(next);
  };
  return (
    <Dialog
      title={w.title(hostIds.length)}
      confirm={w.title(hostIds.length)}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      disabled={chosen.length === 0 || !read.success}
      width={560}
      footNote={w.intro}
    >
      {problem && <ProblemVerdict problem={problem} />}
      <div className="edit-many">
        {FIELDS.map((field) => (
          <div key={field} className="row" role="group" aria-label={NAMES[field]}>
            <div className="edit-name">
              <Tick label={w.change(NAMES[field].toLowerCase())} checked={ticked.has(field)} onChange={(on) => toggle(field, on)} />
            </div>
            {ticked.has(field) && (
              <div className="grow">
                <Control
                  field={field}
                  value={texts[field]}
                  error={errorOf(field)}
                  suggestions={saidBefore(rows, field)}
                  onChange={(text) => setTexts({ ...texts, [field]: text })}
                />
              </div>
            )}
          </div>
        ))}
      </div>
    </Dialog>
  );
}

interface ControlProps {
  readonly field: FieldName;
  readonly value: string;
  readonly error: string | undefined;
  readonly suggestions: readonly string[];
  readonly onChange: (text: string) => void;
}

const options = <K extends string>(words: Readonly<Record<K, string>>) =>
  (Object.keys(words) as K[]).map((value) => ({ value, text: words[value] }));
const CHOICES: Partial<Record<FieldName, readonly { value: string; text: string }[]>> = {
  exposed: options(f.exposure),
  criticality: options(f.level),
  elevation: options({ sudo: f.sudo, root: f.root, none: f.none }),
};

function Control({ field, value, error, suggestions, onChange }: ControlProps): ReactNode {
  const choices = CHOICES[field];
  if (choices) return <Choice label={NAMES[field]} hideLabel value={value} onChange={onChange} options={choices} />;
  return (
    <Field
      label={NAMES[field]}
      hideLabel
      value={value}
      onChange={onChange}
      error={error}
      suggestions={suggestions}
      type={field === 'ring' ? 'number' : 'text'}
    />
  );
}

function tellEdited(edits: readonly HostEdit[]): void {
  const undo = async (): Promise<void> => {
    const back = await act('hosts.undoEdits', { edits: [...edits] });
    if (!back) return;
    const left = back.left.length > 0 ? ` ${w.left(list(back.left.map((each) => each.name)))}` : '';
    // After the banner that was pressed has gone.
    setTimeout(() => tell({ tone: left ? 'warn' : 'ok', text: `${w.undone(back.restored)}${left}` }));
  };
  tell({ tone: 'ok', text: w.done(edits.length), ...(edits.length > 0 && { action: { text: t.common.undo, run: undo } }) });
}
