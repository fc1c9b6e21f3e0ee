import { useEffect, useState, type ReactNode } from 'react';
import type { ImportRow, Reply } from '../../../shared/contract/contract.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { act, tell } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';

const canTake = (row: ImportRow): boolean => row.draft !== null && !row.alreadyThere;

/** The file is read and shown first; only ticked hosts are taken. */
export function ImportHosts(): ReactNode {
  const [path, setPath] = useState('');
  const [asked, setAsked] = useState({ path: '' });
  const [reply, setReply] = useState<Reply<'hosts.importPreview'> | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    let over = false;
    void ask('hosts.importPreview', { path: asked.path.trim() || null }).then((answer) => {
      if (over) return;
      setReply(answer);
      setLeft(new Set());
    });
    return () => {
      over = true;
    };
  }, [asked]);

  const preview = reply?.ok ? reply.value : null;
  const problem = reply?.ok === false ? reply.problem : null;
  const taken = preview?.rows.filter((row) => canTake(row) && !left.has(row.alias)) ?? [];
  const submit = async (): Promise<void> => {
    const done = await act('hosts.import', { path: asked.path.trim() || null, aliases: taken.map((row) => row.alias) });
    closeDialog();
    if (!done) return;
    tell({ tone: 'ok', text: t.importing.done(done.added) });
    go(['hosts']);
  };
  return (
    <Dialog
      title={t.importing.title}
      confirm={t.importing.confirm(taken.length)}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      disabled={taken.length === 0}
      width={820}
      footNote={t.importing.intro}
    >
      <div className="row" style={{ alignItems: 'center' }}>
        <div className="grow">
          <Field
            label={t.importing.path}
            value={path}
            onChange={setPath}
            mono
            placeholder={preview?.path ?? '~/.ssh/config'}
            note={t.importing.pathNote}
          />
        </div>
        <Button onPress={() => setAsked({ path })}>{t.importing.read}</Button>
      </div>
      {problem && <ProblemVerdict problem={problem} />}
      {!problem && !preview && <p className="dim">{t.importing.reading}</p>}
      {preview?.rows.length === 0 && <p className="dim">{t.importing.nothing}</p>}
      {preview && preview.rows.length > 0 && <Rows rows={preview.rows} left={left} setLeft={setLeft} />}
    </Dialog>
  );
}

interface RowsProps {
  readonly rows: readonly ImportRow[];
  readonly left: ReadonlySet<string>;
  readonly setLeft: (left: ReadonlySet<string>) => void;
}

function Rows({ rows, left, setLeft }: RowsProps): ReactNode {
  const toggle = (alias: string): void => {
    const next = new Set(left);
    if (!next.delete(alias)) next.add(alias);
    setLeft(next);
  };
  const words = t.importing.columns;
  return (
    <table className="plain-table" aria-label={t.importing.table}>
      <thead>
        <tr>
          {[words.alias, words.address, words.user, words.via, words.notes].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={`${row.line} ${row.alias}`}>
            <td className="name">
              <label className="option">
                <input
                  type="checkbox"
                  className="box"
                  disabled={!canTake(row)}
                  checked={canTake(row) && !left.has(row.alias)}
                  onChange={() => toggle(row.alias)}
                />
                <b>{row.alias}</b>
              </label>
            </td>
            <td className="dim">{row.draft ? `${row.draft.address}${row.draft.port === 22 ? '' : `:${row.draft.port}`}` : ''}</td>
            <td className="dim">{row.draft?.user}</td>
            <td className="dim">{row.draft?.jumps.map((jump) => jump.address).join(', ')}</td>
            <td className="small">
              {row.alreadyThere && <State of="skipped">{t.importing.already}</State>}
              {!row.draft && !row.alreadyThere && <State of="failed">{row.notes[0]}</State>}
              {(row.draft ? row.notes : row.notes.slice(1)).map((note) => (
                <div key={note} className="dim">
                  {note}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
