import { useState, type ReactNode } from 'react';
import type { ImportRow } from '../../../shared/contract/contract.ts';
import { t } from '../../texts/index.ts';
import { Segments } from '../../ui/field.tsx';
import { list } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';

const w = t.importing;
/** More in the document than anyone reads; what is not shown is taken by its tick all the same. */
const MOST_SHOWN = 300;

/** New hosts can be taken; those that are there already only to be updated, where the file says something else. */
export const canTake = (row: ImportRow, update: boolean): boolean =>
  row.draft !== null && (!row.alreadyThere || (update && row.changes.length > 0));

interface RowsProps {
  readonly rows: readonly ImportRow[];
  readonly update: boolean;
  readonly left: ReadonlySet<string>;
  readonly setLeft: (left: ReadonlySet<string>) => void;
}

/** Every row of what was read, each with its tick and what is to be known of it. */
export function ImportRows({ rows, update, left, setLeft }: RowsProps): ReactNode {
  const [show, setShow] = useState<'all' | 'taken' | 'errors'>('all');
  const taken = rows.filter((row) => canTake(row, update));
  const errors = rows.filter((row) => row.draft === null);
  const lists = { all: rows, taken, errors };
  const shown = lists[show].slice(0, MOST_SHOWN);
  const toggle = (alias: string): void => {
    const next = new Set(left);
    if (!next.delete(alias)) next.add(alias);
    setLeft(next);
  };
  const heads = w.columns;
  return (
    <>
      <Segments
        label={w.show}
        value={show}
        onChange={setShow}
        options={(['all', 'taken', 'errors'] as const).map((value) => ({ value, text: w.shows[value](lists[value].length) }))}
      />
      <table className="plain-table" aria-label={w.table}>
        <thead>
          <tr>
            {[heads.line, heads.alias, heads.address, heads.user, heads.group, heads.notes].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={`${row.line} ${row.alias}`}>
              <td className="dim">{row.line}</td>
              <td className="name">
                <label className="option">
                  <input
                    type="checkbox"
                    className="box"
                    disabled={!canTake(row, update)}
                    checked={canTake(row, update) && !left.has(row.alias)}
                    onChange={() => toggle(row.alias)}
                  />
                  <b>{row.alias}</b>
                </label>
              </td>
              <td className="dim">{row.draft ? `${row.draft.address}${row.draft.port === 22 ? '' : `:${row.draft.port}`}` : ''}</td>
              <td className="dim">{row.draft?.user}</td>
              <td className="dim">{row.draft?.group}</td>
              <td className="small">
                <RowNotes row={row} update={update} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lists[show].length > shown.length && <p className="dim small">{w.first(shown.length, lists[show].length)}</p>}
    </>
  );
}

const fieldNames: Readonly<Record<string, string>> = {
  signIn: t.hostForm.signIn,
  jumps: t.hostForm.jumps,
  elevation: t.hostForm.elevation,
  exposed: t.hostForm.exposed,
};

function RowNotes({ row, update }: { row: ImportRow; update: boolean }): ReactNode {
  const [first, ...others] = row.notes;
  const fields = list(row.changes.map(({ field }) => (fieldNames[field] ?? field).toLowerCase()));
  const there = row.sameAs && row.sameAs.name !== row.draft?.name ? w.already(row.sameAs.name) : w.same;
  return (
    <>
      {row.alreadyThere && <State of="skipped">{there}</State>}
      {row.changes.length > 0 && <div className={update ? '' : 'dim'}>{update ? w.changes(fields) : w.differs(fields)}</div>}
      {!row.draft && <State of="failed">{first}</State>}
      {(row.draft ? row.notes : others).map((note) => (
        <div key={note} className="dim wrap-any">
          {note}
        </div>
      ))}
    </>
  );
}
