import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';

export interface TrackStep {
  readonly id: string;
  readonly name: string;
  readonly fact: string;
  readonly href: string;
  /** "part" is left half done. */
  readonly mark: 'open' | 'done' | 'part';
}

/** Every step is always there and can be opened. */
export const Track = ({
  label,
  steps,
  current,
  doneWord,
}: {
  label: string;
  steps: readonly TrackStep[];
  current: string;
  doneWord: string;
}): ReactNode => (
  <nav aria-label={label}>
    <ol className="track">
      {steps.map((step, index) => (
        <li key={step.id} className={step.id === current ? '' : step.mark}>
          <a href={step.href} aria-current={step.id === current ? 'step' : undefined}>
            <span className="k" aria-hidden="true">
              {step.mark === 'done' && step.id !== current ? <Icon name="tick" /> : index + 1}
            </span>
            <b className="cut">{step.name}</b>
            <small className="cut">
              {step.fact}
              {step.mark === 'done' && <span className="vh">, {doneWord}</span>}
            </small>
          </a>
        </li>
      ))}
    </ol>
  </nav>
);
