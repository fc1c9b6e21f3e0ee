import type { ReactNode } from 'react';
import { t } from '../../texts/index.ts';
import { DeploymentView } from './deployment-view.tsx';
import { EmptyStep } from './empty-step.tsx';
import type { Patch } from './patch.ts';

export function DeployStep({ patch }: { patch: Patch }): ReactNode {
  if (!patch.deployment)
    return <EmptyStep title={t.patch.noDeployment} note={t.patch.noDeploymentNote} action={t.patch.toTest} to="test" />;
  return <DeploymentView key={patch.deployment.id} deployment={patch.deployment} />;
}
