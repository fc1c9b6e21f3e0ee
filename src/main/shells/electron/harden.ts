import type { App, Session, WebContents } from 'electron';
import { ORIGIN } from './window-options.ts';

/** Holds every page that this app ever makes to ours: no other page, no second window, no frame of another kind. */
export function hardenContents(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents: WebContents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    contents.on('will-navigate', (event) => stayHome(event, event.url));
    contents.on('will-frame-navigate', (event) => stayHome(event, event.url));
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** A reload of our own page is no way out; any other address is. */
function stayHome(event: { preventDefault(): void }, url: string): void {
  if (url !== `${ORIGIN}/`) event.preventDefault();
}

/** No permission, no device, no download; and no request that is not for our own page. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOurs(details.url) }));
}

const isOurs = (url: string): boolean => url.startsWith(`${ORIGIN}/`) || url.startsWith('data:image/');
