import type { ReactNode } from 'react';
import type { Live } from '../state/live.ts';
import { t } from '../texts/index.ts';
import { ProblemBlock, ProblemLine } from './problem-page.tsx';

interface AnswerProps<T> {
  readonly from: Live<T>;
  /** What is asked for, as a title. */
  readonly what: string;
  /** The shape of what will stand here. */
  readonly bones: ReactNode;
  /** The page is about nothing else: where there is no answer, all of the problem is said. */
  readonly whole?: boolean;
  readonly children: (value: T) => ReactNode;
}

/** One question of a page: its shape until it is answered; where it cannot be, why, a way to ask again, and what was known before. */
export function Answer<T>({ from: { value, problem, retry }, what, bones, whole = false, children }: AnswerProps<T>): ReactNode {
  if (value === null && !problem) return bones;
  if (value === null && problem && whole) return <ProblemBlock problem={problem} retry={retry} />;
  return (
    <>
      {problem && <ProblemLine what={what} problem={problem} retry={retry} />}
      {value !== null && children(value)}
    </>
  );
}

/** As high as the line that will stand here, whatever its size. */
export const Bone = ({ width }: { width: string }): ReactNode => (
  <>
    <span className="bone" style={{ width }} />
    {'\u00a0'}
  </>
);

/** Lines of text that will stand here. */
export const Bones = ({ lines = 4 }: { lines?: number }): ReactNode => (
  <div className="bones stack" role="group" aria-label={t.common.loading}>
    {Array.from({ length: lines }, (_, index) => (
      <span key={index} className="bone line" style={{ width: `${92 - 13 * (index % 4)}%` }} />
    ))}
  </div>
);

/** The same inside a box with a border. */
export const PaneBones = ({ lines = 6 }: { lines?: number }): ReactNode => (
  <div className="sec">
    <Bones lines={lines} />
  </div>
);

const TILES = ['a', 'b', 'c', 'd', 'e'];

/** Tiles that will stand here, as high as they. */
export const TileBones = (): ReactNode => (
  <div className="tiles bones" role="group" aria-label={t.common.loading}>
    {TILES.map((tile) => (
      <div key={tile} className="tile">
        <div className="small">
          <Bone width="90px" />
        </div>
        <div className="n">
          <Bone width="48px" />
        </div>
        <p>
          <Bone width="80%" />
        </p>
      </div>
    ))}
  </div>
);
