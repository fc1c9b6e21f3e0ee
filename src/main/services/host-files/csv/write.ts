import type { Host } from '../../../../shared/domain/host.ts';
import { writeJumps } from '../fields.ts';
import type { Written } from '../written.ts';
import { guard } from './formula.ts';

const yesNo = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

const COLUMNS: readonly (readonly [head: string, cell: (host: Host) => string])[] = [
  ['name', (host) => host.name],
  ['transport', (host) => host.transport],
  ['address', (host) => host.address],
  ['port', (host) => String(host.port)],
  ['https', (host) => (host.https ? 'yes' : '')],
  ['user', (host) => host.user],
  ['sign in', (host) => host.signIn.by],
  ['key file', (host) => (host.signIn.by === 'key' ? host.signIn.path : '')],
  ['jump hosts', (host) => writeJumps(host.jumps)],
  ['elevation', (host) => host.elevation],
  ['site', (host) => host.site],
  ['group', (host) => host.group],
  ['owner', (host) => host.owner],
  ['exposed', (host) => yesNo(host.exposed)],
  ['criticality', (host) => host.criticality ?? ''],
  ['tags', (host) => host.tags.join(' ')],
  ['ring', (host) => String(host.ring)],
  ['notes', (host) => host.notes],
];

/** RFC 4180 with CRLF, and a byte order mark so that spreadsheets take it for UTF-8. No cell is a formula. */
export const csvText = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `\ufeff${[head, ...rows.map((cells) => cells.map(guard))].map((cells) => `${cells.map(quote).join(',')}\r\n`).join('')}`;

export const writeCsv = (hosts: readonly Host[]): Written => ({
  text: csvText(
    COLUMNS.map(([head]) => head),
    hosts.map((host) => COLUMNS.map(([, cell]) => cell(host))),
  ),
  notes: [],
});

/** A cell that begins with # would make its line a comment to some programs. */
const quote = (cell: string): string => (/[",;\t\r\n#]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
