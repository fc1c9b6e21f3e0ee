import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, screen, session } from 'electron';
import { explain } from '../../../shared/domain/problem.ts';
import { projectFolder } from '../../resources.ts';
import { compose } from '../compose.ts';
import type { Composed } from '../compose.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { openBundle } from '../serve/bundle.ts';
import { openCrashLog } from '../serve/crash-log.ts';
import { takeLock } from '../serve/lock.ts';
import { texts } from '../serve/texts.ts';
import { connect } from './bridge.ts';
import { watchMain, watchPage } from './crashes.ts';
import { callPerson, followTheme, refuseVisitors, wakeWithComputer } from './desktop.ts';
import { offerDownloads } from './downloads.ts';
import { hardenContents, hardenSession } from './harden.ts';
import { appMenu, offerContextMenu } from './menus.ts';
import { electronPrinting } from './print.ts';
import { confirmQuit } from './quit.ts';
import { systemKeyStore } from './safe-storage.ts';
import { watchUpdates } from './updates.ts';
import { ORIGIN, SCHEME, windowOptions } from './window-options.ts';
import { keepWindowState, readWindowState } from './window-state.ts';

const dataFolder = defaultDataFolder(process.env, process.platform, homedir());
const log = openCrashLog(dataFolder);
let window: BrowserWindow | null = null;

watchMain(app, log);
// Windows shows notifications of an app that has this name alone.
app.setAppUserModelId('org.patchbay.desktop');
app.setPath('userData', join(dataFolder, 'window-profile'));
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
hardenContents(app);
refuseVisitors(app, () => window);
// Nothing is handed along: whoever started us a second time could write anything into it.
if (app.requestSingleInstanceLock()) void app.whenReady().then(open);
else app.quit();

async function open(): Promise<void> {
  const taken = takeLock(dataFolder, 'electron');
  if ('heldBy' in taken) return refuse(texts.alreadyOpen(taken.heldBy.shell, taken.heldBy.pid, dataFolder));
  const keyStores = [systemKeyStore(safeStorage, process.platform)];
  const composed = await compose({ dataFolder, shell: 'electron', drive: true, keyStores, printing: electronPrinting });
  if (!composed.ok) return (taken.lock.release(), refuse(`${explain(composed.problem).title}. ${explain(composed.problem).next}`));
  Menu.setApplicationMenu(appMenu(process.platform));
  hardenSession(session.defaultSession);
  serveBundle();
  await followTheme(composed.value.engine);
  window = makeWindow();
  equip(window, composed.value);
  window.once('closed', () => void composed.value.close().then(() => (taken.lock.release(), app.quit())));
  await window.loadURL(`${ORIGIN}/`);
}

function makeWindow(): BrowserWindow {
  const file = join(dataFolder, 'window.json');
  const workAreas = screen.getAllDisplays().map((display) => display.workArea);
  const { maximised = false, ...bounds } = readWindowState(file, workAreas) ?? {};
  const made = new BrowserWindow({ ...windowOptions, ...bounds });
  keepWindowState(made, file);
  made.once('ready-to-show', () => (maximised ? made.maximize() : made.show()));
  return made;
}

function equip(window: BrowserWindow, composed: Composed): void {
  const { engine, notices } = composed;
  connect(ipcMain, window, engine);
  watchPage(window, log, notices);
  offerContextMenu(window);
  offerDownloads(session.defaultSession, window, app, notices);
  callPerson(engine, window);
  wakeWithComputer(() => composed.wake());
  confirmQuit(window, engine);
  watchUpdates({ engine, window, notices, log, load: async () => (await import('electron-updater')).default.autoUpdater });
}

function serveBundle(): void {
  const bundle = openBundle(join(projectFolder, 'dist', 'renderer'));
  protocol.handle(SCHEME, (request) => {
    const url = new URL(request.url);
    const { status, headers, body } = bundle.get(url.host === 'patchbay' && request.method === 'GET' ? url.pathname : '');
    return new Response(new Uint8Array(body), { status, headers });
  });
}

function refuse(text: string): void {
  dialog.showErrorBox(texts.app, text);
  app.exit(1);
}
