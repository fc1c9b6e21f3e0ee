import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Engine } from '../../../shared/contract/contract.ts';
import type { Notices } from '../../services/notices.ts';
import type { CrashLog } from '../serve/crash-log.ts';
import { texts } from '../serve/texts.ts';

const FIRST_LOOK_MS = 30_000;
const LOOK_EVERY_MS = 24 * 3600 * 1000;

/** What is used of electron-updater. */
export interface Updater {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  allowPrerelease: boolean;
  logger: unknown;
  checkForUpdates(): Promise<{ readonly isUpdateAvailable: boolean; readonly updateInfo: { readonly version: string } } | null>;
  downloadUpdate(): Promise<unknown>;
  quitAndInstall(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface UpdateParts {
  readonly engine: Engine;
  readonly window: BrowserWindow;
  readonly notices: Notices;
  readonly log: CrashLog;
  /** Loads electron-updater: only where updates are looked for, since it reads its configuration when it is loaded. */
  readonly load: () => Promise<Updater>;
}

/**
 * Looks for a newer Patchbay once a day, unless the settings say not to; asks before it fetches, and again before it installs.
 * A version once declined is not offered again before the next start. Signatures are electron-updater's to check, and stay on.
 */
export function watchUpdates(parts: UpdateParts): void {
  // A checkout is brought up to date by git, and there is nothing that could be replaced.
  if (!app.isPackaged) return;
  const declined = new Set<string>();
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking || !(await isWanted(parts.engine))) return;
    looking = true;
    await offer(parts, declined).catch((error: unknown) => {
      parts.log.enter('No update', error);
      parts.notices.say('warn', texts.update.failed(firstLine(error)));
    });
    looking = false;
  };
  const timers = [setTimeout(() => void look(), FIRST_LOOK_MS), setInterval(() => void look(), LOOK_EVERY_MS)];
  parts.window.once('closed', () => timers.forEach((timer) => clearTimeout(timer)));
}

async function isWanted(engine: Engine): Promise<boolean> {
  const settings = await engine.dispatch('settings.get', {});
  return settings.ok && settings.value.updates === 'ask';
}

async function offer({ window, load }: UpdateParts, declined: Set<string>): Promise<void> {
  const updater = quiet(await load());
  const found = await updater.checkForUpdates();
  if (!found?.isUpdateAvailable || declined.has(found.updateInfo.version)) return;
  const { version } = found.updateInfo;
  const { there, thereDetail, fetch, later, ready, readyDetail, install } = texts.update;
  declined.add(version);
  if (!(await says(window, there(version), thereDetail(app.getVersion()), [fetch, later]))) return;
  await updater.downloadUpdate();
  if (await says(window, ready(version), readyDetail, [install, later])) updater.quitAndInstall();
}

/** Nothing by itself: no fetching, no installing when the app ends, no way back to a version with known holes. */
function quiet(updater: Updater): Updater {
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.allowPrerelease = false;
  updater.logger = null;
  // An emitter without a listener for "error" throws; the same error rejects the call, where it is said.
  updater.on('error', () => undefined);
  return updater;
}

async function says(window: BrowserWindow, message: string, detail: string, buttons: string[]): Promise<boolean> {
  return (await dialog.showMessageBox(window, { type: 'info', message, detail, buttons, defaultId: 1, cancelId: 1 })).response === 0;
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';
