import type { BrowserWindow, IpcMain, IpcMainInvokeEvent } from 'electron';
import type { Engine } from '../../../shared/contract/contract.ts';
import { fail } from '../../../shared/domain/result.ts';
import { answer } from '../serve/answer.ts';
import { ORIGIN } from './window-options.ts';

/** The two channels between page and engine; src/preload/preload.ts has the other end. */
export const CALL_CHANNEL = 'patchbay:call';
export const CHANGE_CHANNEL = 'patchbay:change';

/** Carries calls and changes. A call is listened to only when the window's main frame sends it, while it shows our page. */
export function connect(ipcMain: Pick<IpcMain, 'handle'>, window: BrowserWindow, engine: Engine): void {
  ipcMain.handle(CALL_CHANNEL, async (event, name: unknown, input: unknown) => {
    if (!isOurs(event, window)) return fail({ kind: 'not-found', what: 'call' });
    return answer(engine, name, input);
  });
  const unsubscribe = engine.onChange((change) => window.webContents.send(CHANGE_CHANNEL, change));
  window.once('closed', unsubscribe);
}

function isOurs({ sender, senderFrame }: IpcMainInvokeEvent, window: BrowserWindow): boolean {
  return sender === window.webContents && senderFrame === window.webContents.mainFrame && senderFrame.origin === ORIGIN;
}
