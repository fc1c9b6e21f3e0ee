import type { ReactNode } from 'react';
import { findings as w } from '../texts/findings.ts';
import { count } from './format.ts';

/** Known exploited; ransomware is a mark of its own, since it changes what is at stake. */
export const KevTag = ({ kev }: { kev: { readonly ransomware: boolean } | null }): ReactNode =>
  kev && (
    <>
      <span className="tag bad" title={w.kevTitle}>
        {w.kev}
      </span>
      {kev.ransomware && (
        <span className="tag bad" title={w.ransomware}>
          {w.ransom}
        </span>
      )}
    </>
  );

/** A percentile, never the bare score: "97". */
export const percentile = (value: number | null): string => (value === null ? '' : count(Math.floor(100 * value)));
