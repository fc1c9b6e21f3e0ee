import { useId, type ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { states, type StateKind } from './states.ts';

/** Line 1 the verdict with its counts, line 2 why. */
export function Verdict({ of, title, children }: { of: StateKind; title: string; children?: ReactNode }): ReactNode {
  const id = useId();
  return (
    <section className={`verdict ${states[of].tone}`} aria-labelledby={id}>
      <Icon name={states[of].icon} />
      <div className="grow">
        <b id={id}>{title}</b>
        {children}
      </div>
    </section>
  );
}
