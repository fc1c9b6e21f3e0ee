import { homedir } from 'node:os';
import { join } from 'node:path';
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, session } from 'electron';
import { explain } from '../../../shared/domain/problem.ts';
import { projectFolder } from '../../resources.ts';
import { compose } from '../compose.ts';
import { defaultDataFolder } from '../data-folder.ts';
import { openBundle } from '../serve/bundle.ts';
import { takeLock } from '../serve/lock.ts';
import { connect } from './bridge.ts';
import { hardenContents, hardenSession } from './harden.ts';
import { systemKeyStore } from './safe-storage.ts';
import { ORIGIN, SCHEME, windowOptions } from './window-options.ts';

const dataFolder = defaultDataFolder(process.env, process.platform, homedir());
app.setPath('userData', join(dataFolder, 'window-profile'));
app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }]);
hardenContents(app);
if (app.requestSingleInstanceLock()) void app.whenReady().then(open);
else app.quit();

async function open(): Promise<void> {
  const taken = takeLock(dataFolder);
  if ('heldBy' in taken) return refuse(`Patchbay is already open (process ${taken.heldBy}).`);
  const composed = await compose({
    dataFolder,
    shell: 'electron',
    drive: true,
    keyStores: [systemKeyStore(safeStorage, process.platform)],
  });
  if (!composed.ok) return refuse(`${explain(composed.problem).title}. ${explain(composed.problem).next}`);
  Menu.setApplicationMenu(null);
  hardenSession(session.defaultSession);
  serveBundle();
  const window = new BrowserWindow(windowOptions);
  connect(ipcMain, window, composed.value.engine);
  app.on('second-instance', () => (window.restore(), window.focus()));
  window.once('ready-to-show', () => window.show());
  window.once('closed', () => void composed.value.close().then(() => (taken.lock.release(), app.quit())));
  await window.loadURL(`${ORIGIN}/`);
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
  dialog.showErrorBox('Patchbay', text);
  app.exit(1);
}
