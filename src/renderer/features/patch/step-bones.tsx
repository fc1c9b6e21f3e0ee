import type { ReactNode } from 'react';
import { Bones } from '../../ui/answer.tsx';

/** A step whose plan or deployment is being read. */
export const StepBones = (): ReactNode => (
  <div className="page">
    <Bones lines={10} />
  </div>
);
