import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { textOf } from '../list-text.ts';
import type { MsrcRow } from './match.ts';

const lines = (name: string): string[] =>
  gunzipSync(readFileSync(new URL(`fixtures/${name}.gz`, import.meta.url)))
    .toString()
    .trimEnd()
    .split('\n');

interface Capture {
  readonly name: string;
  readonly text: string;
}

/** The captures of WES-NG as text, decoded as `assess --packages` does. */
export const captures = (): Capture[] =>
  lines('wesng-captures.jsonl').map((line) => {
    const { name, bytes } = JSON.parse(line) as { name: string; bytes: string };
    return { name, text: textOf(Buffer.from(bytes, 'base64')) };
  });

export function capture(name: string): string {
  const found = captures().find((one) => one.name === `${name}.txt`);
  if (!found) throw new Error(`no capture ${name}`);
  return found.text;
}

/** WES-NG's definitions as rows of ours. They have no builds. */
export const definitions = (): MsrcRow[] =>
  lines('wesng-definitions.tsv').map((line) => {
    const [cve = '', kb = '', product = '', supersedes = ''] = line.split('\t');
    const body = {
      cve,
      kb: kb || null,
      fixedBuild: null,
      supersedes: supersedes.split(';').filter(Boolean),
      severity: '',
      impact: '',
      restart: '',
    };
    return { feed: 'msrc', release: 'windows', package: product, body };
  });

/** "CVE KB product" */
export const golden = (name: string): string[] => lines(`wesng-golden-${name}.tsv`);
