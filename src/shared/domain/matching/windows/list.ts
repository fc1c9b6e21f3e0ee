import { fail, ok, type Result } from '../../result.ts';
import type { Installed } from '../finding.ts';
import type { PackageList } from '../package-list.ts';
import { isWindowsProduct, productNames, type WindowsSystem } from './product.ts';

/** Far more than any host has: Windows 7 at its end had 250. */
const MAX_UPDATES = 5000;

/**
 * What `systeminfo` says in any language, `Get-HotFix`, `wmic qfe`, and any text that names updates as KB and a
 * number. `ver` or the registry's UBR, added to the same file, says the build to its last part, and that decides best.
 */
export function readWindowsList(text: string): Result<PackageList> {
  const updates = new Set([...text.matchAll(/\bKB ?(\d{6,8})(?!\d)/gi)].map(([, number = '']) => number));
  if (updates.size > MAX_UPDATES) return unreadable(`more than ${MAX_UPDATES} updates`);
  const system = readSystem(text);
  if (!system && !updates.size) return unreadable('no version of Windows and no update in it');
  if (system && !system.products.length) return unreadable(`Windows ${system.build} is not known`);
  return ok({
    packages: [...(system ? [systemPackage(system)] : []), ...[...updates].map(updatePackage)],
    unjudged: [],
  });
}

const unreadable = (line: string): Result<never> => fail({ kind: 'cannot-parse', what: 'package list', line });

/** The first of its names is the one that is shown. */
export function systemPackage({ products, build, ubr }: WindowsSystem): Installed {
  const version = ubr === null ? build : `${build}.${ubr}`;
  const name = products[0] ?? '';
  return { name, version, source: name, sourceVersion: version, origin: null };
}

export function updatePackage(number: string): Installed {
  const name = `KB${number}`;
  return { name, version: 'installed', source: name, sourceVersion: 'installed', origin: null };
}

/** The Windows itself; a program may be called alike, and has its publisher as its source. */
export const isSystem = ({ name, source }: Installed): boolean => source === name && isWindowsProduct(name);
export const isUpdate = ({ name }: Installed): boolean => /^KB\d+$/.test(name);

/** Versions that Windows has had; a firmware's or a driver's begins otherwise. */
const VERSION = /\b(5\.[12]|6\.[0-3]|10\.0)\.(\d{4,5})(?:\.(\d{1,6}))?\b/;

/** null where the text does not say which Windows it is from. */
export function readSystem(text: string): WindowsSystem | null {
  const [, major = '', number = ''] = VERSION.exec(text) ?? [];
  if (!number) return null;
  const build = `${major}.${number}`;
  // "Microsoft(R) Windows(R) Server 2003", "Microsoftr Windows Serverr 2008": marks that a code page lost.
  const server = /Windows\S{0,4}\s+Server/i.test(text);
  const [, pack = ''] = /Service Pack (\d)/i.exec(text) ?? [];
  return { products: productNames(build, server, archOf(text), pack ? Number(pack) : null), build, ubr: ubrOf(text, build) };
}

/** "x64-based PC"; the rest of the line is translated. Where nothing is said it is a 64-bit one. */
function archOf(text: string): 'x64' | 'x86' | 'arm64' {
  const [, word = 'x64'] = /\b(x64|x86|arm64)[ -]\S{2,20} PC\b/i.exec(text) ?? /\bPC\b.{1,20}\b(x64|x86|arm64)\b/i.exec(text) ?? [];
  const arch = word.toLowerCase();
  return arch === 'x86' || arch === 'arm64' ? arch : 'x64';
}

/** `ver`: [Version 10.0.19045.2604]; `reg query ... /v UBR`: UBR REG_DWORD 0xa2c; PowerShell: UBR : 2604. */
function ubrOf(text: string, build: string): number | null {
  const whole = [...text.matchAll(new RegExp(VERSION, 'g'))].find(([, major, number, ubr]) => ubr && `${major}.${number}` === build)?.[3];
  if (whole) return Number(whole);
  const hex = /\bUBR\s+REG_DWORD\s+0x([0-9a-f]{1,5})\b/i.exec(text)?.[1];
  if (hex) return parseInt(hex, 16);
  const plain = /\bUBR\s*:\s*(\d{1,6})\b/i.exec(text)?.[1];
  return plain ? Number(plain) : null;
}
