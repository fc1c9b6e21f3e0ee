import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where @electron/fuses finds the fuses of a binary: after this mark a version, a count, and one character a fuse. */
const MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron ships them: runAsNode, NODE_OPTIONS, inspect arguments and file privileges on, the rest off. */
const AS_SHIPPED = '101100010';

/** A folder that electron-builder takes for Electron's: the names of what is in it, and a "binary" that holds nothing but fuses. */
export function layStub(folder: string, version: string): void {
  for (const sub of ['resources', 'locales']) mkdirSync(join(folder, sub), { recursive: true });
  const binary = Buffer.concat([Buffer.from(`stub ${MARK}`), Buffer.of(1, AS_SHIPPED.length), Buffer.from(AS_SHIPPED)]);
  writeFileSync(join(folder, 'electron'), binary);
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/de.pak']) writeFileSync(join(folder, name), '');
}
