/** What a button beside the problem does. The window and the CLI each know how. */
export type Remedy =
  | 'repair'
  | 'accept-key'
  | 'compare-keys'
  | 'enter-secret'
  | 'unlock-vault'
  | 'answer-questions'
  | 'use-system-ssh'
  | 'edit-host'
  | 'retry'
  | 'none';

export interface Explanation {
  /** What happened. One line, no full stop. */
  readonly title: string;
  /** What Patchbay did about it. */
  readonly did: string;
  /** What the technician does next. */
  readonly next: string;
  readonly remedy: Remedy;
  /** How the host's state column reads. */
  readonly tone: 'bad' | 'warn' | 'unknown';
  /** The host's or the system's own words, where there are any. */
  readonly detail: readonly string[];
}

export const NOTHING_CHANGED = 'Nothing was changed on the host.';

export const say = (
  title: string,
  did: string,
  next: string,
  remedy: Remedy = 'retry',
  tone: Explanation['tone'] = 'bad',
  detail: readonly string[] = [],
): Explanation => ({ title, did, next, remedy, tone, detail });
