import type { IconName } from './icon.tsx';

export type Tone = 'ok' | 'warn' | 'bad' | 'unknown' | 'idle' | 'live';

/** The one table of states: icon and colour. The word stands where the state is shown. */
export const states = {
  done: { icon: 'ok', tone: 'ok' },
  unknown: { icon: 'unknown', tone: 'unknown' },
  unreachable: { icon: 'unreachable', tone: 'unknown' },
  running: { icon: 'run', tone: 'live' },
  waiting: { icon: 'wait', tone: 'idle' },
  paused: { icon: 'pause', tone: 'idle' },
  skipped: { icon: 'skip', tone: 'idle' },
  failed: { icon: 'fail', tone: 'bad' },
  differs: { icon: 'warning', tone: 'warn' },
  keyChanged: { icon: 'key', tone: 'bad' },
  keyNew: { icon: 'key', tone: 'warn' },
  secret: { icon: 'locked', tone: 'warn' },
  inTime: { icon: 'calendar', tone: 'idle' },
  dueSoon: { icon: 'due', tone: 'warn' },
  overdue: { icon: 'overdue', tone: 'bad' },
  excepted: { icon: 'shield', tone: 'idle' },
  reboot: { icon: 'reboot', tone: 'warn' },
  rebooted: { icon: 'reboot', tone: 'idle' },
  reversible: { icon: 'rollback', tone: 'ok' },
  partly: { icon: 'partly', tone: 'warn' },
  notReversible: { icon: 'noback', tone: 'bad' },
  upgrade: { icon: 'up', tone: 'idle' },
  downgrade: { icon: 'down', tone: 'idle' },
  install: { icon: 'plus', tone: 'idle' },
  remove: { icon: 'minus', tone: 'bad' },
  conflict: { icon: 'conflict', tone: 'warn' },
  restart: { icon: 'services', tone: 'idle' },
} as const satisfies Record<string, { icon: IconName; tone: Tone }>;

export type StateKind = keyof typeof states;
