import type { ReactNode } from 'react';
import type { Summary } from '../../../shared/contract/contract.ts';
import { setFilter } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { count } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import type { Tone } from '../../ui/states.ts';

const w = t.start.tiles;

export interface TileFacts {
  readonly icon: IconName;
  readonly tone: Tone;
  readonly head: string;
  readonly number: number;
  readonly unit: string;
  readonly note: string;
}

interface TileProps extends TileFacts {
  readonly to: string;
  /** Before it goes there: sets the filter of what it goes to. */
  readonly onGo?: () => void;
}

/** The number comes first; a zero is calm, whatever the tile is about. */
export const Tile = ({ to, icon, tone, head, number, unit, note, onGo }: TileProps): ReactNode => (
  <a className="tile" href={to} onClick={onGo}>
    <span className={`st small ${number === 0 ? 'idle' : tone}`}>
      <Icon name={icon} size="small" />
      {head}
    </span>
    <span className="n">
      {count(number)} <span>{unit}</span>
    </span>
    <p className="cut">{note}</p>
  </a>
);

export function Tiles({ summary }: { summary: Summary }): ReactNode {
  const running = useLive('deployments.list', {}).value?.filter((each) => each.state !== 'finished') ?? [];
  const first = running[0];
  const { securityOutstanding: security, outstanding, unknown, rebootPending } = summary;
  const tile = (icon: IconName, tone: Tone, head: string, number: number, note: string, words: readonly string[]): ReactNode => (
    <Tile
      to={href(['hosts'])}
      onGo={() => setFilter('hosts', { words, text: '' })}
      icon={icon}
      tone={tone}
      head={head}
      number={number}
      unit={w.hosts(number)}
      note={note}
    />
  );
  return (
    <div className="tiles">
      {tile('warning', 'warn', w.security, security, w.securityNote, ['state:security'])}
      {tile('up', 'idle', w.outstanding, outstanding - security, w.outstandingNote, ['state:outdated', 'not:state:security'])}
      {tile('unknown', 'unknown', w.unknown, unknown, w.unknownNote, ['state:unknown'])}
      {tile('reboot', 'warn', w.reboot, rebootPending, w.rebootNote, ['state:reboot'])}
      <Tile
        to={first ? href(['patch', 'deploy'], { deployment: first.id }) : href(['patch'])}
        icon="run"
        tone="live"
        head={w.running}
        number={running.length}
        unit={w.deployments(running.length)}
        note={first ? `${first.name}, ${t.frame.hostsDone(first.counts.done ?? 0, first.hosts)}` : w.runningNote}
      />
    </div>
  );
}
