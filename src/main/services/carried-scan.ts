import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { CallOutput } from '../../shared/contract/contract.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { changed, type Context } from './context.ts';
import { onDisk } from './feed-folder.ts';

/** The script of a scan as a file to run by hand: `sh collect.sh > web1.scan`. Its arguments are in it; it refreshes nothing. */
export function scanScript({ scanQuery }: Pick<Context, 'scanQuery'>): string {
  const { command } = scanQuery({ refresh: false, nonce: randomBytes(12).toString('hex'), sentAt: Date.now() });
  const [shebang = '', ...rest] = command.script.split('\n');
  const words = [
    '# Patchbay: reads what this host has and lacks, and changes nothing. Run it as root, else less is seen:',
    '#   sh collect.sh > NAME.scan',
  ];
  return [shebang, ...words, `set -- ${command.args.join(' ')}`, 'LC_ALL=C; export LC_ALL', ...rest].join('\n');
}

/** Every scan begins with its mark and the host's own clock (resources/host-scripts/posix/scan.sh). */
const BEGIN = /^([A-Za-z0-9]{16,64}) clock\n(\d{1,11}(?:\.\d{1,9})?)[^\n]*\n/;

/** Takes what the script printed as the scan of a host, as of the host's own clock. */
export async function takeScan(context: Context, id: string, path: string): Promise<Result<CallOutput<'scan.take'>>> {
  const host = context.store.hosts.get(id);
  if (!host) return fail({ kind: 'not-found', what: `host ${id}` });
  return onDisk(path, async () => {
    const limitBytes = 8 * 1024 ** 2;
    if ((await stat(path)).size > limitBytes) return fail({ kind: 'too-much-output', what: path, limitBytes });
    const stdout = await readFile(path);
    const begin = BEGIN.exec(stdout.toString('latin1', 0, 200));
    if (!begin?.[1]) return fail({ kind: 'cannot-parse', what: `${path}: no scan`, line: cleanText(stdout.toString('utf8', 0, 300), 200) });
    const takenAt = Number(begin[2]) * 1000;
    const at = new Date(Math.min(takenAt, Date.parse(context.now()))).toISOString();
    const newest = context.store.scans.factsButPackages(id)?.at ?? '';
    if (newest >= at) {
      const next = 'Nothing to do, unless the clock of the host is wrong: then set it right and run the script again.';
      return fail({ kind: 'conflict', detail: `A scan of ${newest} is here already; this one is of ${at}`, next });
    }
    const query = context.scanQuery({ refresh: false, nonce: begin[1], sentAt: takenAt });
    const read = query.parse({ exit: 0, stdout, stderr: new Uint8Array(), rights: 'user', firstByteAt: takenAt });
    if (!read.ok) return read;
    const { facts, warnings } = read.value;
    context.store.transaction(() => {
      const scan = { hostId: id, startedAt: at, endedAt: at, facts, problem: null, warnings, purpose: 'scan' as const };
      context.store.scans.record(scan);
      const text = `Scan of ${host.name} carried here: ${facts.hostname}, as of ${at}`;
      context.store.audit.append({ action: 'scan.carried', text, hostId: id, details: { path } });
    });
    changed(context, 'hosts', id);
    changed(context, 'scan', id);
    return ok({ hostname: facts.hostname, system: facts.os.pretty, packages: facts.packages.length, at, unseen: facts.unseen });
  });
}
