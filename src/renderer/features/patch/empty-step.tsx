import type { ReactNode } from 'react';
import { go } from '../../state/place.ts';
import { Button } from '../../ui/button.tsx';
import type { StepId } from './patch.ts';

/** A step that has nothing to show yet says why, and leads to the step that changes that. */
export const EmptyStep = ({ title, note, action, to }: { title: string; note: string; action: string; to: StepId }): ReactNode => (
  <div className="page">
    <div className="empty">
      <h2>{title}</h2>
      <p className="dim">{note}</p>
      <Button look="primary" onPress={() => go(['patch', to])}>
        {action}
      </Button>
    </div>
  </div>
);
