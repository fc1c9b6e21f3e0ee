import type { ReactNode } from 'react';
import { explain, type Problem } from '../../shared/domain/problem.ts';
import { t } from '../texts/index.ts';
import { Banner } from './banner.tsx';
import { Button } from './button.tsx';
import { ProblemVerdict } from './problem-verdict.tsx';

/** An answer that did not come, and the way to ask again. */
interface Failed {
  readonly problem: Problem;
  readonly retry: () => void;
}

/** In place of what could not be read: why, and the way to ask again. */
export const ProblemBlock = ({ problem, retry }: Failed): ReactNode => (
  <div className="stack">
    <ProblemVerdict problem={problem} />
    <div>
      <Button icon="retry" onPress={retry}>
        {t.remedies.retry}
      </Button>
    </div>
  </div>
);

export const ProblemPage = (failed: Failed): ReactNode => (
  <div className="page">
    <ProblemBlock {...failed} />
  </div>
);

/** A part of a page could not be read: the rest stays, and so does what was known of the part before. */
export function ProblemLine({ what, problem, retry }: Failed & { readonly what: string }): ReactNode {
  const { title, next } = explain(problem);
  return (
    <Banner
      tone="warn"
      action={
        <Button small icon="retry" label={t.common.readAgain(what)} onPress={retry}>
          {t.remedies.retry}
        </Button>
      }
    >
      {t.common.notRead(what, title, next)}
    </Banner>
  );
}
