import { join } from 'node:path';
import type { App, BrowserWindow, Session } from 'electron';
import type { Notices } from '../../services/notices.ts';
import { safeName } from '../serve/safe-name.ts';
import { texts } from '../serve/texts.ts';
import { ORIGIN } from './window-options.ts';

/** What our page made itself (a blob: link) is saved where the person says; nothing else is fetched. */
export function offerDownloads(session: Session, window: BrowserWindow, app: Pick<App, 'getPath'>, notices: Notices): void {
  session.on('will-download', (event, item, contents) => {
    if (contents !== window.webContents || !item.getURL().startsWith(`blob:${ORIGIN}/`)) return event.preventDefault();
    const name = safeName(item.getFilename());
    item.setSaveDialogOptions({ defaultPath: join(app.getPath('downloads'), name) });
    item.once('done', (_event, state) => {
      if (state === 'completed') notices.say('ok', texts.saved(item.getSavePath()));
      // "cancelled" is the person's own answer to the dialog.
      if (state === 'interrupted') notices.say('bad', texts.notSaved(name));
    });
  });
}
