import { ok, type Result } from '../../result.ts';
import type { Installed } from '../finding.ts';
import { collectPackages, linesOf, type PackageList } from '../package-list.ts';

/** Prints all that judging asks for. */
export const RPM_QUERY =
  "rpm -qa --qf '%{NAME}\\t%{EPOCH}:%{VERSION}-%{RELEASE}\\t%{ARCH}\\t%{SOURCERPM}\\t%{VENDOR}\\t%{MODULARITYLABEL}\\n'";

/**
 * A bare list of RPMs: RPM_QUERY's columns or the first few of them, plain `rpm -qa` (NAME-VERSION-RELEASE.ARCH, which
 * lacks the epoch), the same with epochs (%{NEVRA}), or name, epoch, version, release and architecture between spaces.
 */
export function readRpmList(text: string): Result<PackageList> {
  const list = collectPackages(linesOf(text), (line) => readLine(line.text));
  if (!list.ok) return list;
  const { packages, unjudged } = list.value;
  // %{NEVRA} writes an epoch only where there is one: where one is written, those without are 0.
  const said = packages.some((one) => !one.epochUnknown || one.version.includes(':'));
  return ok({ packages: said ? packages.map(({ epochUnknown: _, ...one }) => one) : packages, unjudged });
}

function readLine(line: string): Installed | null {
  const cells = line.includes('\t') ? line.split('\t').map((cell) => cell.trim()) : line.trim().split(/ +/);
  const [name = '', epoch = '', version = '', release = ''] = cells;
  if (line.includes('\t')) return fromColumns(cells);
  if (cells.length === 5) return made(name, withEpoch(epoch, `${version}-${release}`));
  return cells.length === 1 ? fromName(name) : null;
}

const NONE = '(none)';

function fromColumns([name = '', full = '', , from, vendor, module]: readonly string[]): Installed | null {
  const [, epoch = '', version = ''] = /^(?:([^:]*):)?(.*)$/.exec(full) ?? [];
  const one = made(name, withEpoch(epoch, version));
  if (!one) return null;
  const [, source = '', sourceVersion = ''] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(from ?? '') ?? [];
  if (source && !made(source, sourceVersion)) return null;
  const origin = vendor === undefined ? null : vendor === NONE ? 'no vendor' : vendor.slice(0, 200);
  return { ...one, source, sourceVersion, origin, ...(module !== undefined && { module: module === NONE ? '' : module.slice(0, 200) }) };
}

const withEpoch = (epoch: string, version: string): string => (/^[1-9]/.test(epoch) ? `${epoch}:${version}` : version);

const ARCHITECTURE = /\.(noarch|x86_64|x86_64_v2|i[3-6]86|aarch64|armv[5-7]h?n?l|ppc64|ppc64le|s390x?|riscv64|src|\(none\))$/;

function fromName(text: string): Installed | null {
  const [, name = '', version = ''] = /^(.+)-([^-]+-[^-]+)$/.exec(text.replace(ARCHITECTURE, '')) ?? [];
  const one = made(name, version);
  return one && (version.includes(':') ? one : { ...one, epochUnknown: true });
}

/** rpm's own rule for what a name and a version may have: build/parsePreamble.c, rpmCharCheck. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._+%{}-]{0,199}$/;
const VERSION = /^(\d{1,9}:)?[A-Za-z0-9._+~^%{}]{1,120}-[A-Za-z0-9._+~^%{}]{1,120}$/;

function made(name: string, version: string): Installed | null {
  if (!NAME.test(name) || !VERSION.test(version)) return null;
  return { name, version, source: '', sourceVersion: '', origin: null };
}
