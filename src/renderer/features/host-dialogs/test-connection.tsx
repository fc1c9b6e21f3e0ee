import { useEffect, type ReactNode } from 'react';
import { closeDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { remedyButton } from '../../state/remedies.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ConnectionLayers, useConnectionTest } from './connection-layers.tsx';

/** Tries the way in to a host at once, and again when something was put right. */
export function TestConnection({ hostId }: { hostId: string }): ReactNode {
  const row = useLive('hosts.list', {}).value?.find((each) => each.host.id === hostId);
  const test = useConnectionTest(hostId, null);
  const { run } = test;
  // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it opens; after that on the button
  useEffect(() => void run(), [hostId]);
  if (!row) return null;
  return (
    <Dialog
      title={t.wayIn.testTitle(row.host.name)}
      confirm={t.wayIn.again}
      cancel={t.common.close}
      onClose={closeDialog}
      onConfirm={run}
      disabled={test.running}
      width={760}
      footNote={t.wayIn.changes}
    >
      <ConnectionLayers
        test={test}
        actions={(problem) => {
          const remedy = remedyButton(problem, hostId, { kind: 'test' });
          return remedy && <Button onPress={remedy.run}>{remedy.text}</Button>;
        }}
      />
    </Dialog>
  );
}
