import type { HostFacts, Package } from '../facts.ts';
import { buildPurl } from '../purl/purl.ts';

type System = HostFacts['os'];

/** Which packages a distribution has (https://github.com/package-url/purl-spec, types); by ID of os-release(5). */
const PURL_TYPE: Readonly<Record<string, string>> = {
  debian: 'deb',
  ubuntu: 'deb',
  almalinux: 'rpm',
  rocky: 'rpm',
  rhel: 'rpm',
  fedora: 'rpm',
  centos: 'rpm',
  'opensuse-leap': 'rpm',
  sles: 'rpm',
  alpine: 'apk',
  arch: 'alpm',
};
const NAMESPACE: Readonly<Record<string, string>> = { rhel: 'redhat', 'opensuse-leap': 'opensuse', sles: 'suse' };

/** null where the system is of no kind that we know: a made-up package URL would be worse than none. */
export function packagePurl(one: Pick<Package, 'name' | 'version' | 'arch'>, os: System): string | null {
  const type = Object.hasOwn(PURL_TYPE, os.id) ? PURL_TYPE[os.id] : undefined;
  if (!type) return null;
  // rpm-definition.json: the epoch is a qualifier and no part of the version.
  const [, epoch = '', version = one.version] = (type === 'rpm' && /^(\d+):(.*)$/.exec(one.version)) || [];
  const distro = os.codename || (os.versionId ? `${os.id}-${os.versionId}` : '');
  const qualifiers = { arch: one.arch, distro, epoch };
  return buildPurl({ type, namespace: NAMESPACE[os.id] ?? os.id, name: one.name, version, qualifiers });
}

export interface Component {
  readonly type: 'library' | 'operating-system' | 'device' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly purl?: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

/** One package, however many hosts have it: the reference is its package URL, else what tells it from others. */
export function packageComponent(one: Package, os: System): Component {
  const purl = packagePurl(one, os);
  return {
    type: 'library',
    'bom-ref': purl ?? `package:${os.id}:${os.versionId}:${one.name}:${one.arch}:${one.version}`,
    name: one.name,
    version: one.version,
    ...(purl && { purl }),
    ...(one.source && {
      properties: [
        { name: 'patchbay:source', value: one.source },
        { name: 'patchbay:sourceVersion', value: one.sourceVersion },
      ],
    }),
  };
}

export const systemComponent = (os: System): Component => ({
  type: 'operating-system',
  'bom-ref': `os:${os.id}:${os.versionId}`,
  name: os.id,
  ...(os.versionId && { version: os.versionId }),
  ...(os.pretty && { description: os.pretty }),
});
