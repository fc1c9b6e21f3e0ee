import { join } from 'node:path';
import type { BrowserWindowConstructorOptions } from 'electron';
import { projectFolder } from '../../resources.ts';

/** The page's origin: a scheme of our own, never file: (checklist item 18). */
export const SCHEME = 'app';
export const ORIGIN = `${SCHEME}://patchbay`;

/** Several of these are Electron's defaults. They stand here all the same: a reader should not have to know which, and of which version. */
export const windowOptions: BrowserWindowConstructorOptions = {
  width: 1360,
  height: 900,
  minWidth: 900,
  minHeight: 600,
  title: 'Patchbay',
  show: false,
  autoHideMenuBar: true,
  webPreferences: {
    preload: join(projectFolder, 'dist', 'preload', 'preload.cjs'),
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false,
  },
};
