/** What a text says of the Windows that it is from. */
export interface WindowsSystem {
  /** As MSRC names the product; several where MSRC has had several names for it. */
  readonly products: readonly string[];
  /** "10.0.19045" */
  readonly build: string;
  /** Update build revision, the last part of "10.0.19045.2604"; null where it is not said. */
  readonly ubr: number | null;
}

/** https://learn.microsoft.com/windows/release-health/release-information: build, version of Windows 10 or 11. */
const CLIENTS: ReadonlyMap<number, readonly [generation: string, version: string]> = new Map([
  [10240, ['10', '1507']],
  [10586, ['10', '1511']],
  [14393, ['10', '1607']],
  [15063, ['10', '1703']],
  [16299, ['10', '1709']],
  [17134, ['10', '1803']],
  [17763, ['10', '1809']],
  [18362, ['10', '1903']],
  [18363, ['10', '1909']],
  [19041, ['10', '2004']],
  [19042, ['10', '20H2']],
  [19043, ['10', '21H1']],
  [19044, ['10', '21H2']],
  [19045, ['10', '22H2']],
  [22000, ['11', '21H2']],
  [22621, ['11', '22H2']],
  [22631, ['11', '23H2']],
  [26100, ['11', '24H2']],
  [26200, ['11', '25H2']],
]);
/** https://learn.microsoft.com/windows-server/get-started/windows-server-release-info */
const SERVERS: ReadonlyMap<number, string> = new Map([
  [14393, 'Windows Server 2016'],
  [16299, 'Windows Server, version 1709'],
  [17134, 'Windows Server, version 1803'],
  [17763, 'Windows Server 2019'],
  [18362, 'Windows Server, version 1903'],
  [18363, 'Windows Server, version 1909'],
  [19041, 'Windows Server, version 2004'],
  [19042, 'Windows Server, version 20H2'],
  [20348, 'Windows Server 2022'],
  [25398, 'Windows Server 2022, 23H2 Edition'],
  [26100, 'Windows Server 2025'],
]);

type Arch = 'x64' | 'x86' | 'arm64';

/** `version` is "10.0.19045" or "6.1.7601"; empty where MSRC names no such product. */
export function productNames(version: string, server: boolean, arch: Arch, servicePack: number | null): readonly string[] {
  const [major, minor, build = 0] = version.split('.').map(Number);
  const systems = { x64: 'x64-based', x86: '32-bit', arm64: 'ARM64-based' }[arch];
  const pack = servicePack ? ` Service Pack ${servicePack}` : '';
  if (major === 10) return server ? [SERVERS.get(build) ?? []].flat() : modernClient(build, systems);
  switch (`${major}.${minor}`) {
    case '6.3':
      return server ? ['Windows Server 2012 R2'] : [`Windows 8.1 for ${systems} Systems`];
    case '6.2':
      return server ? ['Windows Server 2012'] : [`Windows 8 for ${systems} Systems`];
    case '6.1':
      return [`${server ? 'Windows Server 2008 R2' : 'Windows 7'} for ${systems} Systems${pack}`];
    case '6.0':
      return server
        ? [`Windows Server 2008 for ${systems} Systems${pack}`]
        : [`Windows Vista${arch === 'x64' ? ' x64 Edition' : ''}${pack}`];
    case '5.2':
      return server
        ? [`Microsoft Windows Server 2003${arch === 'x64' ? ' x64 Edition' : ''}${pack}`]
        : [`Microsoft Windows XP Professional x64 Edition${pack}`];
    case '5.1':
      return [`Microsoft Windows XP${pack}`];
    default:
      return [];
  }
}

function modernClient(build: number, systems: string): readonly string[] {
  const found = CLIENTS.get(build);
  if (!found) return [];
  const [generation, version] = found;
  const first = version === '1507' || (generation === '11' && version === '21H2');
  return [
    `Windows ${generation} Version ${version} for ${systems} Systems`,
    ...(first ? [`Windows ${generation} for ${systems} Systems`] : []),
  ];
}

const CORE = / \(server core installation\)$/;

/** A product's name without its case, doubled blanks and the kind of installation, which no list of packages says. */
export const plainProduct = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase().replace(CORE, '');

/** ".NET Framework 4.8 on Windows 10 ..." is a matter of that Windows. */
export function systemOf(product: string): string {
  const plain = plainProduct(product);
  const at = plain.lastIndexOf(' on ');
  return at < 0 ? plain : plain.slice(at + 4);
}

/** Products that are a Windows, or something on one. Office, Exchange and others have update ways of their own. */
export const isWindowsProduct = (product: string): boolean =>
  /^(microsoft )?windows (server|xp|vista|rt|\d)/.test(systemOf(product).replace('server,', 'server'));
