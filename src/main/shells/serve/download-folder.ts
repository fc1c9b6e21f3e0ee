import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';

/**
 * Where a person expects what was downloaded: on Linux what user-dirs.dirs says (xdg-user-dirs: a line of the form
 * XDG_DOWNLOAD_DIR="$HOME/Downloads" or with an absolute path), else Downloads in the home folder; the home folder where that is missing.
 */
export function downloadFolder(env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform, home: string): string {
  const chosen = platform === 'linux' ? fromUserDirs(env, home) : null;
  return [chosen, join(home, 'Downloads')].find((folder) => folder !== null && existsSync(folder)) ?? home;
}

function fromUserDirs(env: Readonly<Record<string, string | undefined>>, home: string): string | null {
  try {
    const config = env['XDG_CONFIG_HOME'];
    const file = join(config && isAbsolute(config) ? config : join(home, '.config'), 'user-dirs.dirs');
    const value = /^\s*XDG_DOWNLOAD_DIR="(.*)"\s*$/m.exec(readFileSync(file, 'utf8'))?.[1]?.replace(/\\(.)/g, '$1');
    if (value === undefined) return null;
    if (value === '$HOME' || value.startsWith('$HOME/')) return join(home, value.slice('$HOME'.length));
    return isAbsolute(value) ? value : null;
  } catch {
    return null;
  }
}
