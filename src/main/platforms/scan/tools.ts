import type { HostFacts, Listener, Service, Space } from '../../../shared/domain/facts.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Notes } from '../scan-notes.ts';

/** Stands for "as many as there is room": btrfs and others count no inodes and answer 0 of 0. */
export const NO_INODE_LIMIT = Number.MAX_SAFE_INTEGER;

/** `df -Pk` and `df -Pi` (POSIX: one line a file system), one after the other, each for the same places. */
export function readSpace(lines: readonly string[], notes: Notes): Space[] {
  const found = new Map<string, { totalBytes: number; freeBytes: number; freeInodes: number }>();
  let inodes = false;
  for (const line of lines) {
    if (line.startsWith('Filesystem ')) {
      inodes = line.includes('Inodes');
      continue;
    }
    // Device, size, used, free, percent, place; a place may hold blanks.
    const match = /^\S+ +(\d{1,12}|-) +(?:\d{1,12}|-) +(-?\d{1,12}|-) +(?:\d+%|-) +(\/.*)$/.exec(line);
    const [, total = '', free = '', mount = ''] = match ?? [];
    const path = cleanText(mount);
    if (!match) notes.unknown('df', line);
    else if (inodes) {
      const space = found.get(path);
      if (space) space.freeInodes = Number(total) > 0 ? Math.max(0, Number(free)) : NO_INODE_LIMIT;
    } else
      found.set(path, {
        totalBytes: (Number(total) || 0) * 1024,
        freeBytes: Math.max(0, Number(free) || 0) * 1024,
        freeInodes: NO_INODE_LIMIT,
      });
  }
  return notes.cap(
    'file systems',
    [...found].map(([path, space]) => ({ path, ...space })),
    64,
  );
}

/** `find`: one path a line; a name that holds a newline is no path of a package. */
export function readConfigsAside(lines: readonly string[], notes: Notes): string[] {
  const paths = lines.filter((line) => line.startsWith('/')).map((line) => cleanText(line));
  return notes.cap('config files set aside', paths.sort(), 500);
}

/**
 * `systemctl list-units --plain --full --no-legend`: columns by blanks, the description last. Older ones print a dot or star first. A
 * description may hold newlines (systemd-run takes the command line for one): what follows a unit and is none goes with it.
 */
export function readUnits(lines: readonly string[], notes: Notes): { services: Service[]; failed: string[] } {
  const services: Service[] = [];
  const failed: string[] = [];
  let begun = false;
  for (const line of lines) {
    const match = /^(?:[●○×↻* ] )?(\S+\.[a-z]+) +(\S+) +([a-z]+) +([a-z-]+)(?: +(.*))?$/.exec(line);
    const [, unit = '', , active = '', sub = '', description = ''] = match ?? [];
    if (!match) {
      if (!begun) notes.unknown('systemctl', line);
      continue;
    }
    begun = true;
    const name = cleanText(unit);
    if (name.endsWith('.service'))
      services.push({ name, active: cleanText(active), sub: cleanText(sub), description: cleanText(description) });
    if (active === 'failed') failed.push(name);
  }
  return { services: notes.cap('services', services, 5000), failed: notes.cap('failed units', failed, 1000) };
}

/** "g" gives the control group: the first .service or .scope in it is what systemd would restart. */
export function readStale(lines: readonly string[], notes: Notes): HostFacts['staleProcesses'] {
  const found = new Map<number, { pid: number; command: string; unit: string | null; files: string[] }>();
  for (const line of lines) {
    const match = /^([pgf])\t(\d{1,9})\t(.*)$/.exec(line);
    const pid = Number(match?.[2]);
    if (!match || pid < 1) {
      notes.unknown('processes', line);
      continue;
    }
    const text = match[3] ?? '';
    // A process that ended in between has files but no name any more.
    const process = found.get(pid) ?? { pid, command: '(ended)', unit: null, files: [] };
    found.set(pid, process);
    if (match[1] === 'p') process.command = cleanText(text);
    else if (match[1] === 'g')
      process.unit = cleanText(text.split('/').find((part) => /\.(service|scope)$/.test(part)) ?? '') || process.unit;
    else if (process.files.length < 64) process.files.push(cleanText(text));
  }
  return notes.cap('processes on old libraries', [...found.values()], 2000);
}

/** `ss -tulpn` (iproute2), or the tables of /proc/net where there is no ss. */
export function readListeners(lines: readonly string[], notes: Notes): Listener[] {
  const found = new Map<string, Listener>();
  let table: string | null = null;
  for (const line of lines) {
    const named = /^table (tcp|udp)6?$/.exec(line);
    if (named) table = named[1] ?? null;
    // The headings of ss and of /proc/net.
    if (named || /^Netid +State /.test(line) || /^ *sl +local_address /.test(line)) continue;
    const listener = table ? fromProc(table, line) : fromSs(line);
    if (listener === 'unknown') notes.unknown(table ? `/proc/net/${table}` : 'ss', line);
    else if (listener) found.set(`${listener.protocol} ${listener.address} ${listener.port} ${listener.process ?? ''}`, listener);
  }
  return notes.cap('listening ports', [...found.values()], 5000);
}

function fromSs(line: string): Listener | 'unknown' {
  const match = /^(tcp|udp) +[A-Z0-9-]+ +\d+ +\d+ +(\S*):(\d{1,5}) +\S+(?: +(.*))?$/.exec(line);
  const port = Number(match?.[3]);
  if (!match || port > 65_535) return 'unknown';
  const names = [...(match[4] ?? '').matchAll(/\("(.{0,64}?)",(?:pid=)?\d+,(?:fd=)?\d+/g)].map((found) => cleanText(found[1] ?? '', 64));
  return {
    protocol: match[1] === 'tcp' ? 'tcp' : 'udp',
    address: cleanText((match[2] ?? '').replace(/^\[(.*)\]/, '$1')),
    port,
    process: cleanText([...new Set(names)].join(', ')) || null,
  };
}

/** proc(5): "sl: local:port remote:port state ..." in hex. TCP listens in state 0A; an unconnected UDP socket is in 07. */
function fromProc(table: string, line: string): Listener | null | 'unknown' {
  const match = /^ *\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line);
  if (!match) return 'unknown';
  if (match[3] !== (table === 'tcp' ? '0A' : '07')) return null;
  return { protocol: table === 'tcp' ? 'tcp' : 'udp', address: fromHex(match[1] ?? ''), port: parseInt(match[2] ?? '', 16), process: null };
}

/** Addresses are printed as 32-bit words of the host's own byte order; all that we know of are little-endian. */
function fromHex(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => parseInt(byte, 16)).join('.');
  const groups = bytes.flatMap((byte, at) => (at % 2 ? [] : [parseInt(byte + (bytes[at + 1] ?? ''), 16).toString(16)]));
  // RFC 5952: the longest run of zeros, the first of equals, two groups at least.
  const zeros = [...groups.join(':').matchAll(/\b0(?::0)+\b/g)].map((run) => run[0]).sort((a, b) => b.length - a.length)[0];
  return zeros ? groups.join(':').replace(new RegExp(`(^|:)${zeros}(:|$)`), '::') : groups.join(':');
}
