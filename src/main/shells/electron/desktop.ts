import { nativeTheme, Notification, powerMonitor } from 'electron';
import type { App, BrowserWindow } from 'electron';
import type { Engine } from '../../../shared/contract/contract.ts';
import { watchAttention } from '../serve/attention.ts';

/** Frames, menus and dialogs follow the theme that was chosen in the settings. */
export async function followTheme(engine: Engine): Promise<void> {
  const follow = async (): Promise<void> => {
    const settings = await engine.dispatch('settings.get', {});
    if (settings.ok) nativeTheme.themeSource = settings.value.theme;
  };
  engine.onChange(({ topic }) => topic === 'settings' && void follow());
  await follow();
}

/** A person who looks elsewhere is called when something waits for them; a click brings the window up. */
export function callPerson(engine: Engine, window: BrowserWindow): void {
  const end = watchAttention(engine, ({ title, body }) => {
    if (window.isFocused() || !Notification.isSupported()) return;
    const notification = new Notification({ title, body });
    notification.on('click', () => raise(window));
    notification.show();
  });
  window.once('closed', end);
}

/** After sleep every connection is dead and hosts may have ended: they are asked at once. */
export function wakeWithComputer(wake: () => void): void {
  powerMonitor.on('resume', wake);
}

/** A second start, or a link or file that somebody hands to us: the window comes up, and nothing that came along is looked at. */
export function refuseVisitors(app: Pick<App, 'on'>, window: () => BrowserWindow | null): void {
  app.on('second-instance', () => raise(window()));
  for (const name of ['open-url', 'open-file'] as const) app.on(name as 'open-url', (event) => event.preventDefault());
}

function raise(window: BrowserWindow | null): void {
  if (!window || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
