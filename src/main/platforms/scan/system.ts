import type { HostFacts } from '../../../shared/domain/facts.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Notes } from '../scan-notes.ts';

/** The section "system": one fact a line, "key TAB value". */
export interface SystemFacts {
  readonly uid: string;
  readonly hostname: string;
  readonly kernel: string;
  /** `uname -v`: on Debian it holds the version of the package that the running kernel came in. */
  readonly build: string;
  readonly machine: string;
  readonly boot: string;
  readonly uptime: number;
  readonly debianVersion: string;
  readonly hardware: HostFacts['hardware'];
  /** systemd's own word for a container: it has no kernel of its own. */
  readonly container: boolean;
  readonly kernelImages: readonly string[];
  readonly rebootRequired: boolean;
  readonly rebootFor: readonly string[];
  readonly systemd: boolean;
  readonly apt: boolean;
}

const single = new Set([
  'uid',
  'uname',
  'boot',
  'uptime',
  'vendor',
  'model',
  'serial',
  'debian',
  'virt',
  'cpu',
  'cores',
  'memory',
  'guest',
  'reboot',
  'init',
  'manager',
]);
const several = new Set(['disk', 'image', 'reboot-for']);
/** systemd-detect-virt(1), the table of containers. */
const containers = new Set([
  'openvz',
  'lxc',
  'lxc-libvirt',
  'systemd-nspawn',
  'docker',
  'podman',
  'rkt',
  'wsl',
  'proot',
  'pouch',
  'container-other',
]);

export function readSystem(lines: readonly string[], notes: Notes): SystemFacts {
  const values = new Map<string, string>();
  const lists: Record<string, string[]> = { disk: [], image: [], 'reboot-for': [] };
  for (const line of lines) {
    const tab = line.indexOf('\t');
    const key = line.slice(0, Math.max(tab, 0));
    if (several.has(key)) lists[key]?.push(line.slice(tab + 1));
    else if (single.has(key)) values.set(key, line.slice(tab + 1));
    else notes.unknown('system', line);
  }
  const get = (key: string): string => cleanText(values.get(key) ?? '');
  const uname = /^(\S+) (\S+) (.*) (\S+)$/.exec(get('uname'));
  if (!uname) notes.unknown('uname', values.get('uname') ?? '(nothing)');
  const virt = get('virt') === 'none' ? '' : get('virt');
  return {
    uid: get('uid'),
    hostname: uname?.[1] ?? '',
    kernel: uname?.[2] ?? '',
    build: uname?.[3] ?? '',
    machine: uname?.[4] ?? '',
    boot: cleanText(get('boot'), 64),
    uptime: count(get('uptime'), 'uptime', notes),
    debianVersion: get('debian'),
    hardware: {
      vendor: get('vendor'),
      model: get('model'),
      serial: get('serial') || null,
      cpu: get('cpu'),
      cores: Math.trunc(count(get('cores'), 'cores', notes)),
      memoryBytes: Math.trunc(count(get('memory'), 'memory', notes)) * 1024,
      disks: notes.cap(
        'disks',
        (lists['disk'] ?? []).flatMap((line) => readDisk(line, notes)),
        256,
      ),
      virtualisation: virt || (get('guest') ? 'virtual machine' : null),
    },
    container: containers.has(virt),
    kernelImages: lists['image'] ?? [],
    rebootRequired: values.has('reboot'),
    rebootFor: [...new Set((lists['reboot-for'] ?? []).map((line) => cleanText(line)))],
    systemd: get('init') === 'systemd',
    apt: get('manager') === 'apt',
  };
}

/** A number that a host said: finite, not negative, small enough to be multiplied. */
function count(text: string, what: string, notes: Notes): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  if (value <= 1e12) return value;
  notes.unknown(what, text || '(nothing)');
  return 0;
}

function readDisk(line: string, notes: Notes): HostFacts['hardware']['disks'] {
  const [name = '', sectors = '', ...model] = line.split('\t');
  if (!/^\d{1,13}$/.test(sectors)) {
    notes.unknown('disk', line);
    return [];
  }
  // 2^53 bytes are 8 PiB; no disk is near it.
  return [{ name: cleanText(name), bytes: Math.min(Number(sectors) * 512, Number.MAX_SAFE_INTEGER), model: cleanText(model.join(' ')) }];
}

/** os-release(5): assignments as a shell would read them, without expansions. */
export function readOs(lines: readonly string[], debianVersion: string): HostFacts['os'] & { readonly like: string } {
  const values = new Map<string, string>();
  for (const line of lines) {
    // The format allows comments and is open to any other assignment, so lines are not judged here.
    const found = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (found) values.set(found[1] ?? '', cleanText(unquote(found[2] ?? '')));
  }
  const get = (key: string): string => values.get(key) ?? '';
  const id = get('ID') || (debianVersion ? 'debian' : '');
  const versionId = get('VERSION_ID') || debianVersion;
  return {
    id,
    versionId,
    // Debian before 9 and Ubuntu before 16.04 name it only in brackets: VERSION="8 (jessie)", "14.04.6 LTS, Trusty Tahr".
    codename:
      get('VERSION_CODENAME') ||
      get('UBUNTU_CODENAME') ||
      (/\(([a-z]+)\)/.exec(get('VERSION'))?.[1] ?? (/, (\w+) /.exec(get('VERSION'))?.[1] ?? '').toLowerCase()),
    pretty: get('PRETTY_NAME') || [id, versionId].filter(Boolean).join(' ') || 'unknown system',
    like: get('ID_LIKE'),
  };
}

function unquote(value: string): string {
  const quote = value.charAt(0);
  const inside = (quote === '"' || quote === "'") && value.endsWith(quote) && value.length > 1 ? value.slice(1, -1) : value;
  return quote === "'" ? inside : inside.replace(/\\(["$`\\])/g, '$1');
}
