/** What the system's own scheduler is told: pure text, so that it can be read and checked before it is installed. */
export interface TimerEntry {
  readonly kind: 'systemd' | 'launchd' | 'task-scheduler';
  readonly files: readonly { readonly path: string; readonly bytes: string | Uint8Array }[];
  /** Run in order after the files were written, and before they are removed. A command that may fail is one that undoes what may not be there. */
  readonly install: readonly SystemCommand[];
  readonly remove: readonly SystemCommand[];
  readonly notes: readonly string[];
}
export interface SystemCommand {
  readonly argv: readonly [program: string, ...args: string[]];
  readonly mayFail?: boolean;
}

/** How `patchbay run-due` is started, and where this user's files lie. */
export interface TimerPlace {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Program and arguments, each as it is: they are quoted here. */
  readonly command: readonly string[];
}

/** How often the system asks what is due, in minutes. */
export const EVERY_MINUTES = 15;
export const NAME = 'patchbay-run-due';
