import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { judgeMalformed, type Judged } from '../../src/main/services/host-files/malformed.test-kit.ts';
import { dice } from './dice.ts';

/** A file that takes longer than this hangs, as far as the person before the window is concerned. Milliseconds. */
const HANGS = 5000;

/** So many malformed files are handed in; every one is made from its seed, so that it can be played again. */
export async function importsCampaign(count: number): Promise<void> {
  const judged: (Judged & { readonly seed: number })[] = [];
  for (let seed = 1; seed <= count; seed += 1) {
    judged.push({ seed, ...(await judgeMalformed(dice(seed))) });
    if (seed % 1000 === 0) console.log(`${seed} of ${count}`);
  }
  const text = report(judged);
  const folder = fileURLToPath(new URL('../../docs/campaigns/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}imports.md`, text);
  console.log(text);
  if (judged.some(isWrong)) process.exitCode = 1;
}

const isWrong = (one: Judged): boolean => one.wrong !== null || one.ms > HANGS;
const kinds = ['ssh-config', 'ansible-ini', 'ansible-yaml', 'csv'] as const;

function report(judged: readonly (Judged & { readonly seed: number })[]): string {
  const row = (name: string, of: readonly Judged[]): string => {
    const count = (outcome: Judged['outcome']): number => of.filter((one) => one.outcome === outcome).length;
    const sum = (what: 'rows' | 'errors'): number => of.reduce((total, one) => total + one[what], 0);
    const times = of.map((one) => one.ms).sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
    return `| ${name} | ${of.length} | ${count('rows')} | ${count('errors by row')} | ${count('nothing in it')} | ${count('file refused')} | ${sum('rows')} | ${sum('errors')} | ${at(0.5)} | ${at(0.999)} | ${of.filter(isWrong).length} |`;
  };
  const wrong = judged.filter(isWrong).slice(0, 50);
  return [
    '# Malformed files of hosts',
    '',
    `Made by \`npm run campaign -- imports ${judged.length}\`. A sound file of each kind is mangled by a seeded chance: scraps put in, cut off, lines mixed or joined, indentation lost, pieces repeated, another kind mixed in, nested deep, noise; and written in UTF-8, UTF-16, Latin-1, under a wrong mark, or with bytes flipped. Wrong is: anything thrown, a row that is refused without a reason or a line, a password told in a note, more than ${HANGS / 1000} s.`,
    '',
    '| made from | files | all rows read | errors by row | nothing in it | file refused | rows | rows refused | median ms | 99.9 % ms | wrong |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...kinds.map((kind) => row(kind, judged.filter((one) => one.kind === kind))), // prettier-ignore
    row('all', judged),
    ...(wrong.length
      ? [
          '',
          'What was wrong:',
          '',
          ...wrong.map((one) => `- seed ${one.seed}, ${one.kind}, ${one.how}: ${one.wrong ?? `${one.ms.toFixed(0)} ms`}`),
        ]
      : []),
    '',
  ].join('\n');
}
