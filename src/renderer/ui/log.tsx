import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { logLines } from './log-lines.ts';

interface LogProps {
  readonly label: string;
  readonly text: string;
  readonly empty: string;
  readonly toEnd: string;
}

const LINE = 18;

/** Follows the end unless somebody scrolled up; then a button leads back. */
export function Log({ label, text, empty, toEnd }: LogProps): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [follows, setFollows] = useState(true);
  const lines = useMemo(() => logLines(text), [text]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    overscan: 30,
    paddingStart: 8,
    paddingEnd: 8,
    initialRect: { width: 400, height: 400 },
  });

  useEffect(() => {
    if (follows && scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [follows, lines.length]);

  const scrolled = (): void => {
    const box = scroller.current;
    if (box) setFollows(box.scrollHeight - box.scrollTop - box.clientHeight < 2 * LINE);
  };
  return (
    <div className="log-box">
      <div ref={scroller} className="log" role="region" aria-label={label} aria-live="off" tabIndex={0} onScroll={scrolled}>
        {lines.length === 0 && <p style={{ padding: '8px 12px' }}>{empty}</p>}
        <div className="log-in" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return (
              line && (
                <p key={item.key} className={line.tone} style={{ transform: `translateY(${item.start}px)` }}>
                  {line.time && <time>{line.time}</time>}
                  {line.text}
                </p>
              )
            );
          })}
        </div>
      </div>
      {!follows && (
        <div className="log-end">
          <Button small icon="down" onPress={() => setFollows(true)}>
            {toEnd}
          </Button>
        </div>
      )}
    </div>
  );
}
