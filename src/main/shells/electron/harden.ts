import { shell } from 'electron';
import type { App, Session, WebContents } from 'electron';
import { externalPage } from '../serve/external.ts';
import { ORIGIN } from './window-options.ts';

/** Holds every page that this app ever makes to ours: no other page, no second window, no frame of another kind. */
export function hardenContents(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(({ url }) => openOutside(url));
    contents.on('will-navigate', (event) => stayHome(event, event.url));
    contents.on('will-frame-navigate', (event) => stayHome(event, event.url));
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** No window of ours; one of the few pages outside goes to the person's own browser (checklist items 14 and 15). */
function openOutside(url: string): { action: 'deny' } {
  const page = externalPage(url);
  // Where no browser can be started, nothing happens; there is nobody to tell but the one who clicked.
  if (page !== null) shell.openExternal(page).catch(() => undefined);
  return { action: 'deny' };
}

/** A reload of our own page is no way out; any other address is. */
function stayHome(event: { preventDefault(): void }, url: string): void {
  if (url !== `${ORIGIN}/`) event.preventDefault();
}

/** No permission, no device; and no request that is not for our own page. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOurs(details.url) }));
}

const isOurs = (url: string): boolean => [`${ORIGIN}/`, `blob:${ORIGIN}/`, 'data:image/'].some((ours) => url.startsWith(ours));
