import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { CommandOutput } from '../../shared/domain/command.ts';
import { scanQuery, type ScanOptions } from './scan.ts';

export const NONCE = '0123456789abcdef';

/** Real output of scan.sh, as bytes. Where and how each was taken: fixtures/README.md. */
export function fixture(name: string): Buffer {
  const bytes = readFileSync(new URL(`scan/fixtures/${name}`, import.meta.url));
  return name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export const outputOf = (stdout: Uint8Array, at: number, exit = 0): CommandOutput => ({
  exit,
  stdout,
  stderr: new Uint8Array(),
  rights: 'root',
  firstByteAt: at,
});

/** The host's own clock stands in the first section of what it said. */
export const hostClock = (bytes: Uint8Array): number =>
  Number(/^\S+ clock\n(\d+)/.exec(new TextDecoder().decode(bytes.subarray(0, 200)))?.[1] ?? 0) * 1000;

/** What is read from an answer, with our own clock equal to the host's. */
export function readScan(bytes: Uint8Array, options: Partial<ScanOptions> = {}) {
  const at = hostClock(bytes) + 500;
  const result = scanQuery({ nonce: NONCE, refresh: false, sentAt: at - 2000, ...options }).parse(outputOf(bytes, at));
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value;
}

/** An answer made of sections; those that every host gives are there unless they are replaced. */
export function answer(sections: Readonly<Record<string, string | { text: string; exit: number }>>): Uint8Array {
  const all = { clock: '1795299362.5', os: 'ID=debian\nVERSION_ID="12"', system: system(), ...sections };
  const parts = Object.entries(all).map(([name, said]) => {
    const { text, exit } = typeof said === 'string' ? { text: said, exit: 0 } : said;
    return `${NONCE} ${name}\n${text}\n${NONCE} end ${name} ${exit}\n`;
  });
  return new TextEncoder().encode(`${parts.join('')}${NONCE} done\n`);
}

export const system = (more: readonly string[] = [], kernel = '6.1.0-50-amd64'): string =>
  [
    'uid\t0',
    `uname\tweb1 ${kernel} #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1 (2026-06-01) x86_64`,
    'boot\t3bf37a62-b061-427b-a971-4a9390922fc6',
    'uptime\t10.5',
    'cores\t2',
    'memory\t1024',
    'init\tsystemd',
    'manager\tapt',
    ...more,
  ].join('\n');
