import { useId, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { useTableView } from '../state/views.ts';
import { IconButton } from './button.tsx';

interface PaneProps {
  readonly title: string;
  readonly note?: ReactNode;
  /** To begin with; one width is kept for all panes of about this size. */
  readonly width: number;
  readonly min?: number;
  readonly max?: number;
  readonly closeLabel: string;
  readonly resizeLabel: string;
  readonly onClose?: () => void;
  readonly tools?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** The content scrolls by itself (a log, a table). */
  readonly fill?: boolean;
}

/** Beside the table, never over it. Heading, facts, then actions at the bottom. */
export function Pane({
  title,
  note,
  width,
  min = 300,
  max = 760,
  closeLabel,
  resizeLabel,
  onClose,
  tools,
  actions,
  children,
  fill = false,
}: PaneProps): ReactNode {
  const id = useId();
  const { view, change } = useTableView(`pane ${width}`);
  const wide = view.paneWidth ?? width;
  const setWide = (value: number): void => change({ paneWidth: Math.round(clamp(value)) });
  const clamp = (value: number): number => Math.max(min, Math.min(max, value));
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    setWide(window.innerWidth - event.clientX);
  };
  const nudge = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft') setWide(wide + 16);
    if (event.key === 'ArrowRight') setWide(wide - 16);
  };
  return (
    <aside className="side" style={{ width: wide }} aria-labelledby={id} data-pane="">
      <div
        className="side-grip"
        role="separator"
        aria-orientation="vertical"
        aria-label={resizeLabel}
        aria-valuenow={wide}
        aria-valuemin={min}
        aria-valuemax={max}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={nudge}
      />
      <div className="bar under">
        <h2 id={id} className="cut">
          {title}
        </h2>
        {note && <span className="dim cut">{note}</span>}
        <span className="grow" />
        {tools}
        {onClose && <IconButton icon="close" label={closeLabel} onPress={onClose} />}
      </div>
      {fill ? (
        children
      ) : (
        <div className="scroll" role="group" aria-labelledby={id} tabIndex={0}>
          {children}
        </div>
      )}
      {actions && <div className="bar end">{actions}</div>}
    </aside>
  );
}

/** Facts under a heading. */
export const Section = ({ title, children }: { title?: string; children: ReactNode }): ReactNode => (
  <section className="sec">
    {title && <h3>{title}</h3>}
    {children}
  </section>
);

export const Facts = ({ rows }: { rows: readonly (readonly [string, ReactNode])[] }): ReactNode => (
  <dl className="kv">
    {rows.map(([name, value]) => (
      <div key={name} style={{ display: 'contents' }}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
