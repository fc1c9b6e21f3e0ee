import { useId, useState, type DragEvent, type ReactNode } from 'react';
import type { FileKind, ImportSource } from '../../../shared/contract/contract.ts';
import { decode } from '../../../shared/domain/decode.ts';
import { tell } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Choice, Field } from '../../ui/field.tsx';

const w = t.importing;

interface SourceProps {
  readonly kind: FileKind | null;
  readonly onRead: (source: ImportSource) => void;
  readonly onKind: (kind: FileKind | null) => void;
}

/** Where hosts are read from: the path of a file, a file that is chosen or dropped, or a text that is pasted. */
export function ImportSourceFields({ kind, onRead, onKind }: SourceProps): ReactNode {
  const [path, setPath] = useState('');
  const [text, setText] = useState('');
  const id = useId();
  const given = kind ? { kind } : {};
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const decoded = decode(new Uint8Array(await file.arrayBuffer()));
    if (!decoded) return tell({ tone: 'warn', text: w.notText });
    setText(decoded.text);
    onRead({ path: file.name, text: decoded.text, ...given });
  };
  const drop = (event: DragEvent): void => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    void take(file);
  };
  return (
    <div className="import-source" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className="row">
        <div className="grow">
          <Field label={w.path} value={path} onChange={setPath} mono placeholder={w.pathExample} note={w.pathNote} />
        </div>
        <Button onPress={() => onRead({ path: path.trim() || null, ...given })}>{w.read}</Button>
        <label className="btn" htmlFor={id}>
          {w.choose}
          <input id={id} type="file" className="file-input" onChange={(event) => void take(event.target.files?.[0])} />
        </label>
      </div>
      <div className="row">
        <div className="grow">
          <Field label={w.paste} value={text} onChange={setText} mono lines={2} />
        </div>
        <Button disabled={text.trim() === ''} onPress={() => onRead({ path: null, text, ...given })}>
          {w.readText}
        </Button>
        <Choice
          label={w.kind}
          value={kind ?? 'found'}
          onChange={(value) => onKind(value === 'found' ? null : value)}
          options={(['found', 'ssh-config', 'ansible-ini', 'ansible-yaml', 'csv'] as const).map((value) => ({
            value,
            text: w.kinds[value],
          }))}
        />
      </div>
    </div>
  );
}
