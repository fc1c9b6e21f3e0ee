import { useCallback, useMemo, type ReactNode } from 'react';
import type { CallOutput } from '../../../shared/contract/contract.ts';
import { exposureScene } from '../../../shared/plots/exposure.ts';
import { t } from '../../texts/index.ts';
import { count } from '../../ui/format.ts';
import { Plot } from '../../ui/plots/plot.tsx';
import { spansOf } from './due-spans.ts';

const w = t.findings.exposure;
type Exposure = CallOutput<'findings.exposure'>;
const words = { ...w, kev: t.findings.kev, number: count };

/** What falls due when, and the updates that would take the most of it away. */
export function ExposureView({ exposure }: { exposure: Exposure }): ReactNode {
  const spans = useMemo(() => spansOf(exposure.days), [exposure.days]);
  const draw = useCallback(
    (width: number) => exposureScene(exposure.findings === 0 ? [] : spans, words, width),
    [spans, exposure.findings],
  );
  return (
    <div className="plot-page" role="group" aria-label={w.title} tabIndex={0}>
      <Plot
        title={w.title}
        words={{ table: t.plots.table, plot: t.plots.plot }}
        draw={draw}
        table={{
          heads: [w.when, w.findings, t.findings.kev, w.fixable, w.noFix],
          rows: spans.map((span) => [span.name, ...[span.findings, span.kev, span.fixable, span.noFix].map(count)]),
        }}
      />
      <Cover exposure={exposure} />
    </div>
  );
}

const MOST = 20;

const Cover = ({ exposure: { cover, findings } }: { exposure: Exposure }): ReactNode => (
  <section className="plot-box" aria-label={w.cover}>
    <h2>{w.cover}</h2>
    {cover.length === 0 ? (
      <p className="dim">{w.noCover}</p>
    ) : (
      <table className="plain-table" aria-label={w.cover}>
        <thead>
          <tr>
            <th scope="col">{w.update}</th>
            <th scope="col">{w.to}</th>
            <th scope="col" className="end">
              {w.closes}
            </th>
            <th scope="col" className="end">
              {w.soFar}
            </th>
          </tr>
        </thead>
        <tbody>
          {cover.slice(0, MOST).map((row) => (
            <tr key={`${row.source} ${row.to}`}>
              <td className="name">
                <b>{row.source}</b>
              </td>
              <td className="mono dim">{row.to}</td>
              <td className="end">{count(row.closes)}</td>
              <td className="end">{w.ofFindings(row.soFar, findings)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);
