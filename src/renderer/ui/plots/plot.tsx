import { useMemo, useRef, useState, type ReactNode } from 'react';
import type { Scene } from '../../../shared/plots/scene.ts';
import { Svg } from '../../../shared/plots/svg.ts';
import { Button } from '../button.tsx';
import { useWidth } from './use-width.ts';

/** The rows that the plot draws: every figure of it, in words. */
export interface PlotTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A plot as wide as its place. Keep `draw` the same while its data is: it is asked again when it changes. */
export function PlotView({ draw }: { readonly draw: (width: number) => Scene }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const scene = useMemo(() => (width > 0 ? draw(width) : null), [draw, width]);
  return <div ref={place}>{scene && <Svg scene={scene} />}</div>;
}

interface PlotProps {
  readonly title: string;
  readonly words: { readonly table: string; readonly plot: string };
  readonly draw: (width: number) => Scene;
  readonly table: PlotTable;
}

/** A plot under its heading, with its table behind a button. */
export function Plot({ title, words, draw, table }: PlotProps): ReactNode {
  const [isTable, setTable] = useState(false);
  return (
    <section className="plot-box" aria-label={title}>
      <div className="row">
        <h2 className="grow">{title}</h2>
        <Button small label={`${isTable ? words.plot : words.table}: ${title}`} onPress={() => setTable(!isTable)}>
          {isTable ? words.plot : words.table}
        </Button>
      </div>
      {isTable ? <Rows title={title} table={table} /> : <PlotView draw={draw} />}
    </section>
  );
}

const Rows = ({ title, table: { heads, rows } }: { title: string; table: PlotTable }): ReactNode => (
  <table className="plain-table" aria-label={title}>
    <thead>
      <tr>
        {heads.map((head) => (
          <th key={head} scope="col">
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((cells, index) => (
        <tr key={index}>
          {cells.map((cell, column) =>
            column === 0 ? (
              <th key={column} scope="row" className="any">
                {cell}
              </th>
            ) : (
              <td key={column} className="any">
                {cell}
              </td>
            ),
          )}
        </tr>
      ))}
    </tbody>
  </table>
);
