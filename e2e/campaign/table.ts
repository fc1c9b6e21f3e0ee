import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Round } from './kill.ts';

const sum = (rounds: readonly Round[], of: 'kills' | 'hosts' | 'doneOnce' | 'doubled' | 'broken' | 'unknown'): number =>
  rounds.reduce((total, round) => total + round[of], 0);

/** Rounds that belong together as one row, so that two ways can be read side by side. */
export function table(groups: ReadonlyMap<string, readonly Round[]>): string {
  const rows = [...groups].map(
    ([name, rounds]) =>
      `| ${name} | ${rounds.length} | ${sum(rounds, 'kills')} | ${sum(rounds, 'hosts')} | ${sum(rounds, 'doneOnce')} | ${sum(rounds, 'doubled')} | ${sum(rounds, 'broken')} | ${sum(rounds, 'unknown')} |`,
  );
  return [
    '| what was cut | rounds | cuts | host runs | done exactly once | done twice | broken | unknown |',
    '|---|--:|--:|--:|--:|--:|--:|--:|',
    ...rows,
  ].join('\n');
}

export function keep(name: string, title: string, command: string, groups: ReadonlyMap<string, readonly Round[]>): void {
  const folder = fileURLToPath(new URL('../../docs/campaigns/', import.meta.url));
  const notes = [...groups.values()].flat().flatMap((round) => round.notes.map((note) => `- ${round.name}: ${note}`));
  const text = [
    `# ${title}`,
    '',
    `Made by \`${command}\`. "Done exactly once" is judged by the host's own dpkg log, not by Patchbay.`,
    '',
    table(groups),
    ...(notes.length ? ['', 'What did not go by itself, or not exactly once:', '', ...notes] : []),
    '',
  ].join('\n');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.md`, text);
  console.log(text);
}
