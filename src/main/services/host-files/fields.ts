import type { HostDraftInput } from '../../../shared/domain/host.ts';

/** What a file says of a host, as far as it says it. */
export type Stated = { -readonly [F in keyof HostDraftInput]?: HostDraftInput[F] };
export type Field = keyof HostDraftInput;

/** One row as it was read, before it is held against the inventory. */
export interface ReadRow {
  readonly line: number;
  readonly alias: string;
  readonly draft: HostDraftInput | null;
  /** The fields that the file itself says; the others are Patchbay's own choice. */
  readonly states: readonly Field[];
  readonly notes: readonly string[];
}

export interface ReadFile {
  readonly rows: readonly ReadRow[];
  readonly notes: readonly string[];
}

/** More hosts than anyone has here: a file with more is a mistake, or an attempt to keep us busy. */
export const MOST_ROWS = 5000;

/** A note on a secret: that there was one, and never what it was. */
export const secretNote = (name: string): string => `${name} was not read: enter it as a credential.`;

type Read<T> = { readonly value: T } | { readonly wrong: string };
const value = <T>(of: T): Read<T> => ({ value: of });

const YES = new Set(['yes', 'y', 'true', 't', 'on', '1', 'x']);
const NO = new Set(['no', 'n', 'false', 'f', 'off', '0']);
const NOT_SAID = new Set(['', 'unknown', '?', '-', 'none', 'null', 'n/a']);

export function readYesNo(text: string): Read<boolean | null> {
  const word = text.trim().toLowerCase();
  if (YES.has(word)) return value(true);
  if (NO.has(word)) return value(false);
  return NOT_SAID.has(word) ? value(null) : { wrong: 'yes, no or unknown is wanted' };
}

export function readCriticality(text: string): Read<'low' | 'medium' | 'high' | null> {
  const word = text.trim().toLowerCase();
  if (word === 'low' || word === 'medium' || word === 'high') return value(word);
  return NOT_SAID.has(word) ? value(null) : { wrong: 'low, medium, high or unknown is wanted' };
}

export function readElevation(text: string): Read<'root' | 'sudo' | 'none'> {
  const word = text.trim().toLowerCase();
  return word === 'root' || word === 'sudo' || word === 'none' ? value(word) : { wrong: 'root, sudo or none is wanted' };
}

export function readTransport(text: string): Read<'ssh' | 'local' | 'winrm'> {
  const word = text.trim().toLowerCase();
  if (word === 'ssh' || word === 'local' || word === 'winrm') return value(word);
  return { wrong: 'ssh, local or winrm is wanted' };
}

export function readHttps(text: string): Read<boolean | undefined> {
  const read = readYesNo(text);
  return 'wrong' in read ? read : value(read.value ?? undefined);
}

/** Only digits: "22 " and "022" are 22, and neither 2.2e1 nor 0x16 is. */
export function readWhole(text: string): Read<number> {
  return /^\s*\d{1,9}\s*$/.test(text) ? value(Number(text)) : { wrong: 'a whole number is wanted' };
}

export const readTags = (text: string): Read<string[]> => value([...new Set(text.split(/[\s,;]+/).filter(Boolean))]);

type Jumps = NonNullable<HostDraftInput['jumps']>;

/** user@address:port, several with spaces between them; an IPv6 address stands in brackets. Without a user it is the host's. */
export function readJumps(text: string, user: string): Read<Jumps> {
  const jumps: Jumps = [];
  for (const word of text.split(/[\s,]+/).filter(Boolean)) {
    const parts = /^(?:(.+)@)?(?:\[([^\]]+)\]|([^:@[\]]+))(?::(\d{1,5}))?$/.exec(word);
    if (!parts) return { wrong: 'user@address:port is wanted' };
    jumps.push({ user: parts[1] ?? user, address: parts[2] ?? parts[3] ?? '', port: Number(parts[4] ?? 22) });
  }
  return value(jumps);
}

export const writeJumps = (jumps: Jumps): string =>
  jumps.map(({ user, address, port }) => `${user}@${address.includes(':') ? `[${address}]` : address}:${port}`).join(' ');
