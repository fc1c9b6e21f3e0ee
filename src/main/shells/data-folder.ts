import { posix, win32 } from 'node:path';

/**
 * Where the inventory, history and evidence live. PATCHBAY_DATA, else the place that the system has for it:
 * the XDG Base Directory Specification on Linux, Application Support on macOS, AppData\Roaming on Windows.
 */
export function defaultDataFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  if (env['PATCHBAY_DATA']) return env['PATCHBAY_DATA'];
  if (platform === 'win32') return win32.join(env['APPDATA'] || win32.join(home, 'AppData', 'Roaming'), 'Patchbay');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Patchbay');
  // The specification: a relative path in this variable is to be ignored.
  const xdg = env['XDG_DATA_HOME'] ?? '';
  return posix.join(posix.isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'share'), 'patchbay');
}
