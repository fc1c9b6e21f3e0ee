import type { ReactNode } from 'react';
import { openDialog } from '../../state/dialogs.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';

const w = t.start.first;

/** An empty window teaches: the ways to begin, and what each of them does. */
export function FirstRun(): ReactNode {
  const info = useLive('app.info', {}).value;
  const scanLocal = async (): Promise<void> => {
    if (!info) return;
    const host = await act('hosts.add', {
      name: w.localName,
      transport: 'local',
      address: 'localhost',
      user: info.user,
      signIn: { by: 'agent' },
      elevation: info.isRoot ? 'root' : 'sudo',
    });
    if (!host) return;
    await saveRound({ hostIds: [host.id], step: 'scan' });
    go(['patch', 'scan']);
    await act('scan.start', { hostIds: [host.id] });
  };
  return (
    <div className="empty" style={{ maxWidth: 800 }}>
      <h2>{w.title}</h2>
      <p className="dim">{w.intro}</p>
      <ul className="ways">
        <Way icon="hosts" title={w.local} note={w.localNote} action={w.localDo} primary onPress={scanLocal} />
        <Way icon="file" title={w.import} note={w.importNote} action={w.importDo} onPress={() => openDialog({ kind: 'import-hosts' })} />
        <Way
          icon="search"
          title={w.discover}
          note={w.discoverNote}
          action={w.discoverDo}
          onPress={() => openDialog({ kind: 'discover-hosts' })}
        />
        <Way icon="plus" title={w.add} note={w.addNote} action={w.addDo} onPress={() => openDialog({ kind: 'add-host' })} />
      </ul>
      <p className="small dim">
        {w.demo} <code className="mono">{w.demoCommand}</code>
      </p>
      {info && (
        <p className="small dim">
          {w.file} <code className="mono">{info.dataFolder}</code>
        </p>
      )}
    </div>
  );
}

interface WayProps {
  readonly icon: IconName;
  readonly title: string;
  readonly note: string;
  readonly action: string;
  readonly primary?: boolean;
  readonly onPress: () => unknown;
}

const Way = ({ icon, title, note, action, primary = false, onPress }: WayProps): ReactNode => (
  <li>
    <Icon name={icon} size="large" />
    <div className="grow">
      <b>{title}</b>
      <div className="small dim">{note}</div>
    </div>
    <Button look={primary ? 'primary' : 'normal'} onPress={onPress}>
      {action}
    </Button>
  </li>
);
