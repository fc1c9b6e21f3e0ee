import type { Result } from '../../result.ts';
import type { Installed } from '../finding.ts';
import { collectPackages, linesOf, type PackageList } from '../package-list.ts';

/** A bare list of Arch packages: `pacman -Q`, a name and a version a line. */
export const readPacmanList = (text: string): Result<PackageList> => collectPackages(linesOf(text), (line) => readLine(line.text));

/** PKGBUILD(5), pkgname and pkgver. */
function readLine(line: string): Installed | null {
  const [, name = '', version = ''] = /^([A-Za-z0-9@_+][A-Za-z0-9@._+-]{0,127}) ([A-Za-z0-9:._+~-]{1,128})$/.exec(line.trim()) ?? [];
  return name ? { name, version, source: '', sourceVersion: '', origin: null } : null;
}
