import { h, type Content, type Html } from './html.ts';

export interface Column {
  readonly head: Content;
  /** "r": figures, to the right; "c": in the middle. */
  readonly look?: 'r' | 'c';
  /** "24mm" */
  readonly width?: string;
}
export type Row = readonly Content[];

export interface Table {
  readonly caption?: Content;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  /** Rows under a heading of their own; `rows` then come before them. */
  readonly groups?: readonly { readonly head: Content; readonly rows: readonly Row[] }[];
  /** Once, at the end of the table and not of every page. */
  readonly foot?: Row;
  readonly dense?: boolean;
  /** In place of the rows where there is none. */
  readonly none?: string;
}

/** Short tables stay whole with their heading. */
const WHOLE = 15;

export function table({ caption, columns, rows, groups = [], foot, dense = false, none }: Table): Html {
  const all = rows.length + groups.reduce((sum, one) => sum + one.rows.length, 0);
  if (all === 0 && none !== undefined) return h`${caption ? h`<p class="cap">${caption}</p>` : null}<p class="note">${none}</p>`;
  const classes = h`${dense ? 'dense' : ''} ${all <= WHOLE ? 'keep' : ''}`;
  return h`<table class="${classes}">${caption ? h`<caption>${caption}</caption>` : null}<thead><tr>${columns.map(head)}</tr></thead><tbody>${rows.map(
    (row) => tr(row, columns),
  )}</tbody>${groups.map((one) => group(one, columns))}${foot ? h`<tfoot>${tr(foot, columns)}</tfoot>` : null}</table>`;
}

const head = ({ head: text, look, width }: Column): Html =>
  h`<th scope="col" class="${look ?? ''}"${width ? h` style="width:${width}"` : null}>${text}</th>`;

const tr = (row: Row, columns: readonly Column[]): Html =>
  h`<tr>${row.map((cell, index) => {
    const look = columns[index]?.look ?? '';
    return index === 0 ? h`<th scope="row" class="${look}">${cell}</th>` : h`<td class="${look}">${cell}</td>`;
  })}</tr>`;

const group = ({ head: text, rows }: NonNullable<Table['groups']>[number], columns: readonly Column[]): Html =>
  h`<tbody><tr class="grp"><th scope="colgroup" colspan="${columns.length}">${text}</th></tr>${rows.map((row) => tr(row, columns))}</tbody>`;

/** Facts in two columns. */
export const facts = (rows: readonly (readonly [Content, Content])[]): Html =>
  h`<table class="kv"><tbody>${rows.map(([name, value]) => h`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`;

/** The figures, added up in the open. */
export const sumCheck = (name: string, parts: readonly number[], total: number, rest: string): Html => {
  const sum = parts.reduce((all, one) => all + one, 0);
  return h`<p class="check"><b>${name}:</b> ${parts.join(' + ')} = ${sum}${rest === '' ? '' : ' '}${rest}. ${sum === total ? 'Holds.' : `Does not hold: ${total} were counted.`}</p>`;
};
