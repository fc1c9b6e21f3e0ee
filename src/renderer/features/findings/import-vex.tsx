import { useId, useState, type ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { decode } from '../../../shared/domain/decode.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { act, tell } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { utcDay, whatOf } from './exception-words.ts';

const w = t.exceptions.vex;
const f = t.exceptions.form;
type Rows = CallOutput<'exceptions.readVex'>;

/** Reads a document, shows what would come of it, and adds what was ticked. */
export function ImportVex(): ReactNode {
  const [text, setText] = useState('');
  const [owner, setOwner] = useState('');
  const [expiresOn, setExpiresOn] = useState('');
  const [tried, setTried] = useState(false);
  const [rows, setRows] = useState<Rows | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows?.flatMap((row) => (row.draft && !left.has(row.at) ? [row.draft] : [])) ?? [];
  const late = expiresOn < utcDay();
  const read = async (document: string): Promise<void> => {
    setText(document);
    setTried(true);
    if (owner.trim() === '' || late) return;
    const reply = await ask('exceptions.readVex', { text: document, owner: owner.trim(), expiresOn });
    setRows(reply.ok ? reply.value : null);
    setProblem(reply.ok ? null : reply.problem);
  };
  const add = async (): Promise<void> => {
    // All or none: where one is refused, the banner says which.
    const added = await act('exceptions.addAll', { drafts: chosen });
    closeDialog();
    if (added) tell({ tone: 'ok', text: w.added(added.length) });
  };
  return (
    <Dialog
      title={w.title}
      confirm={w.confirm(chosen.length)}
      disabled={chosen.length === 0}
      cancel={t.common.cancel}
      width={720}
      onClose={closeDialog}
      onConfirm={add}
    >
      <p className="dim">{w.intro}</p>
      <div className="form-grid">
        <Field label={f.owner} value={owner} onChange={setOwner} error={tried && owner.trim() === '' ? f.needed : undefined} />
        <Field label={f.until} type="date" value={expiresOn} onChange={setExpiresOn} error={tried && late ? f.ahead : undefined} />
      </div>
      <Document text={text} onText={setText} onRead={read} />
      {problem && <ProblemVerdict problem={problem} />}
      {rows?.length === 0 && <p className="dim">{w.none}</p>}
      {rows && rows.length > 0 && <Preview rows={rows} left={left} onLeft={setLeft} />}
    </Dialog>
  );
}

interface DocumentProps {
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onRead: (text: string) => Promise<void>;
}

function Document({ text, onText, onRead }: DocumentProps): ReactNode {
  const id = useId();
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const decoded = decode(new Uint8Array(await file.arrayBuffer()));
    if (decoded) await onRead(decoded.text);
    else tell({ tone: 'warn', text: w.notText });
  };
  return (
    <div className="import-source">
      <div className="row">
        <div className="grow">
          <Field label={w.paste} value={text} onChange={onText} mono lines={3} />
        </div>
        <Button disabled={text.trim() === ''} onPress={() => onRead(text)}>
          {w.read}
        </Button>
        <label className="btn" htmlFor={id}>
          {w.file}
          <input id={id} type="file" className="file-input" onChange={(event) => void take(event.target.files?.[0])} />
        </label>
      </div>
    </div>
  );
}

interface PreviewProps {
  readonly rows: Rows;
  readonly left: ReadonlySet<string>;
  readonly onLeft: (left: ReadonlySet<string>) => void;
}

function Preview({ rows, left, onLeft }: PreviewProps): ReactNode {
  const toggle = (at: string): void => {
    const next = new Set(left);
    if (!next.delete(at)) next.add(at);
    onLeft(next);
  };
  return (
    <table className="plain-table" aria-label={w.table}>
      <thead>
        <tr>
          <th scope="col">{w.at}</th>
          <th scope="col">{w.what}</th>
          <th scope="col">{w.reason}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ at, draft, problem }) => (
          <tr key={at}>
            <td className="name">
              {draft ? (
                <label className="option">
                  <input
                    type="checkbox"
                    className="box"
                    aria-label={w.choose(whatOf(draft))}
                    checked={!left.has(at)}
                    onChange={() => toggle(at)}
                  />
                  <span>{at}</span>
                </label>
              ) : (
                at
              )}
            </td>
            <td className="any">{draft ? <b>{whatOf(draft)}</b> : <span className="dim">{w.notRead}</span>}</td>
            <td className="any dim">{draft?.reason ?? problem}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
