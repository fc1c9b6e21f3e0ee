import { useEffect, useState, type ReactNode } from 'react';
import type { FileKind, ImportSource, Reply } from '../../../shared/contract/contract.ts';
import { ask } from '../../state/api.ts';
import { closeDialog } from '../../state/dialogs.ts';
import { act, tell } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Tick } from '../../ui/field.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { canTake, ImportRows } from './import-rows.tsx';
import { ImportSourceFields } from './import-source.tsx';

const w = t.importing;

/** A file or a text is read and shown first; only ticked hosts are taken. */
export function ImportHosts(): ReactNode {
  const [source, setSource] = useState<ImportSource>({ path: null });
  const [reply, setReply] = useState<Reply<'hosts.importPreview'> | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [update, setUpdate] = useState(false);

  useEffect(() => {
    let over = false;
    void ask('hosts.importPreview', source).then((answer) => {
      if (over) return;
      setReply(answer);
      setLeft(new Set());
    });
    return () => {
      over = true;
    };
  }, [source]);

  const preview = reply?.ok ? reply.value : null;
  const problem = reply?.ok === false ? reply.problem : null;
  const rows = preview?.rows ?? [];
  const taken = rows.filter((row) => canTake(row, update) && !left.has(row.alias));
  const old = taken.filter((row) => row.alreadyThere).length;
  const changeable = rows.filter((row) => row.alreadyThere && canTake(row, true)).length;
  const submit = async (): Promise<void> => {
    if (!preview) return;
    const aliases = taken.map((row) => row.alias);
    const done = await act('hosts.import', { ...source, kind: preview.kind, aliases, update, digest: preview.digest });
    closeDialog();
    if (!done) return;
    tell({ tone: 'ok', text: w.done(done.added, done.updated) });
    go(['hosts']);
  };
  return (
    <Dialog
      title={w.title}
      confirm={w.confirm(taken.length - old, old)}
      cancel={t.common.cancel}
      onClose={closeDialog}
      onConfirm={submit}
      disabled={taken.length === 0}
      width={920}
      footNote={w.intro}
    >
      <ImportSourceFields kind={source.kind ?? null} onRead={setSource} onKind={(kind) => setSource(withKind(source, kind))} />
      {problem && <ProblemVerdict problem={problem} />}
      {!reply && <p className="dim">{w.reading}</p>}
      {preview && <p className="dim small wrap-any">{w.readAs(w.kinds[preview.kind], preview.encoding, preview.path)}</p>}
      {preview?.notes.map((note) => (
        <p key={note} className="dim small wrap-any">
          {note}
        </p>
      ))}
      {preview && rows.length === 0 && <p className="dim">{w.nothing}</p>}
      {changeable > 0 && <Tick label={w.update(changeable)} checked={update} onChange={setUpdate} />}
      {rows.length > 0 && <ImportRows key={preview?.digest} rows={rows} update={update} left={left} setLeft={setLeft} />}
    </Dialog>
  );
}

function withKind({ path, text }: ImportSource, kind: FileKind | null): ImportSource {
  return { path, ...(text !== undefined && { text }), ...(kind && { kind }) };
}
