import { randomUUID } from 'node:crypto';
import { BrowserWindow } from 'electron';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '../../../shared/domain/result.ts';
import type { OpenPrinting } from '../../services/reports/printer.ts';

/** Prints in a page of Electron's own that nobody sees: no script, no network, a session in memory that goes with it. */
export const electronPrinting: OpenPrinting = () => {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-print-'));
  const file = join(folder, 'report.html');
  const page = new BrowserWindow({
    show: false,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      webgl: false,
      partition: `print-${randomUUID()}`,
    },
  });
  const { session } = page.webContents;
  session.webRequest.onBeforeRequest((request, answer) => answer({ cancel: !/^(data:|file:)/.test(request.url) }));
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  return Promise.resolve(
    ok({
      print: async (html, draft) => {
        // A data: URL would meet a size limit; the file is this user's alone.
        writeFileSync(file, html, { mode: 0o600 });
        await page.loadFile(file);
        return page.webContents.printToPDF({
          printBackground: true,
          preferCSSPageSize: true,
          generateTaggedPDF: !draft,
          generateDocumentOutline: !draft,
        });
      },
      close: () => {
        page.destroy();
        rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    }),
  );
};
