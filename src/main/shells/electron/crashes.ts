import { dialog } from 'electron';
import type { App, BrowserWindow } from 'electron';
import type { CrashLog } from '../serve/crash-log.ts';
import type { Notices } from '../../services/notices.ts';
import { texts } from '../serve/texts.ts';
import { ORIGIN } from './window-options.ts';

/** A page that breaks again within this time is not loaded a third time. Milliseconds. */
const AGAIN_MS = 60_000;

/** A bug in the main process: its state can no longer be trusted, so it is said and the app ends. */
export function watchMain(app: Pick<App, 'on' | 'exit'>, log: CrashLog): void {
  let ending = false;
  const end = (what: string) => (error: unknown) => {
    log.enter(what, error);
    if (ending) return;
    ending = true;
    dialog.showErrorBox(texts.bug, texts.bugDetail(log.file));
    app.exit(1);
  };
  process.on('uncaughtException', end('An error that nobody caught'));
  process.on('unhandledRejection', end('A rejection that nobody handled'));
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    if (reason !== 'clean-exit') log.enter(`The ${type} process is gone: ${reason}, ${exitCode}`);
  });
}

/** A page that breaks is loaded again once, and that is said; one that breaks again makes room for a page that says so. */
export function watchPage(window: BrowserWindow, log: CrashLog, notices: Notices, now: () => number = Date.now): void {
  const { webContents } = window;
  let last = -Infinity;
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    log.enter(`The page is gone: ${reason}, ${exitCode}`);
    const again = now() - last < AGAIN_MS;
    last = now();
    if (!again) notices.say('warn', texts.pageBack);
    void window
      .loadURL(again ? `${ORIGIN}/stopped.html` : `${ORIGIN}/`)
      .catch((error: unknown) => log.enter('The page did not load', error));
  });
  let asking = false;
  window.on('unresponsive', () => {
    if (asking) return;
    asking = true;
    log.enter('The page does not answer');
    const question = {
      type: 'warning' as const,
      message: texts.hangs,
      detail: texts.hangsDetail,
      buttons: [texts.wait, texts.loadAgain],
      cancelId: 0,
    };
    void dialog.showMessageBox(window, question).then(({ response }) => {
      asking = false;
      // Its end is seen above, which loads it again.
      if (response === 1) webContents.forcefullyCrashRenderer();
    });
  });
}
