import type { ReactNode } from 'react';
import type { Tone } from './states.ts';

export interface Segment {
  readonly share: number;
  readonly tone: Tone;
}

interface MeterProps {
  readonly label: string;
  /** What a screen reader hears instead of a bare percentage: "9 of 21 hosts". */
  readonly words: string;
  readonly value: number;
  readonly of: number;
  readonly segments?: readonly Segment[];
  readonly tall?: boolean;
}

const percent = (part: number, whole: number): number => (whole > 0 ? Math.min(100, Math.max(0, (100 * part) / whole)) : 0);

/** A true share of a known whole; where no count is known there is no meter. */
export function Meter({ label, words, value, of, segments, tall = false }: MeterProps): ReactNode {
  const shown = segments ?? [{ share: value, tone: 'live' as const }];
  return (
    <div
      role="progressbar"
      className={`meter ${tall ? 'tall' : ''}`}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent(value, of))}
      aria-valuetext={words}
    >
      {shown.map((segment, index) => (
        <i key={index} className={segment.tone === 'live' ? undefined : segment.tone} style={{ width: `${percent(segment.share, of)}%` }} />
      ))}
    </div>
  );
}
