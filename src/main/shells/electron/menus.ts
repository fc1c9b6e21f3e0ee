import { Menu } from 'electron';
import type { BrowserWindow, MenuItemConstructorOptions } from 'electron';

/**
 * macOS takes copy, paste and quit from the menu bar, so it gets one. Elsewhere Chromium has these keys by itself, and a bar
 * would only take room; nothing in it reloads or opens DevTools.
 */
export function appMenu(platform: NodeJS.Platform): Menu | null {
  if (platform !== 'darwin') return null;
  return Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
}

/** Cut, copy and paste under the right button: in text fields, and copy on chosen text. */
export function offerContextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, { isEditable, selectionText, editFlags }) => {
    const template: MenuItemConstructorOptions[] = isEditable
      ? [
          { role: 'cut', enabled: editFlags.canCut },
          { role: 'copy', enabled: editFlags.canCopy },
          { role: 'paste', enabled: editFlags.canPaste },
          { type: 'separator' },
          { role: 'selectAll', enabled: editFlags.canSelectAll },
        ]
      : [{ role: 'copy', enabled: editFlags.canCopy }];
    if (isEditable || selectionText.trim() !== '') Menu.buildFromTemplate(template).popup({ window });
  });
}
