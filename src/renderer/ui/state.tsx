import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import { states, type StateKind } from './states.ts';

/** Icon, word, colour: never the colour alone. */
export const State = ({ of, children, plain = false }: { of: StateKind; children: ReactNode; plain?: boolean }): ReactNode => (
  <span className={`st ${states[of].tone}`}>
    <Icon name={states[of].icon} />
    <span className={plain ? 'plain' : undefined}>{children}</span>
  </span>
);
