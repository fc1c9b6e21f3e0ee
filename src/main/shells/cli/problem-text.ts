import { explain } from '../../../shared/domain/problem.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Style } from './style.ts';

/** A problem as the command line tells it: what happened, what Patchbay did about it, what to do next, and the command for it. */
export function problemLines(style: Style, problem: Problem, hostName: string | null = null, withCommand = true): string[] {
  const { title, did, next, tone, detail } = explain(problem);
  const command = withCommand ? remedyCommand(problem, hostName) : null;
  return [
    style.cell(style.state(tone, hostName === null ? title : `${hostName}: ${title}`)),
    `    ${cleanText(did)}`,
    `    Next: ${cleanText(next)}`,
    ...(command === null ? [] : [`    ${command}`]),
    ...detail.map((line) => `    | ${cleanText(line)}`),
  ];
}

/** The command that does what the window's button beside this problem does. */
function remedyCommand(problem: Problem, hostName: string | null): string | null {
  if (hostName === null) return null;
  switch (explain(problem).remedy) {
    case 'accept-key':
      return problem.kind === 'host-key-unknown'
        ? `patchbay hosts accept-key ${shellWord(hostName)} --fingerprint ${shellWord(problem.fingerprint)}`
        : null;
    case 'enter-secret':
      return `patchbay scan ${shellWord(hostName)}   (asks for it on a terminal; in a script: --secrets-stdin)`;
    case 'unlock-vault':
      return `patchbay scan ${shellWord(hostName)}   (asks for the passphrase on a terminal; in a script: --passphrase-file)`;
    case 'repair':
      return `patchbay repair ${shellWord(hostName)}`;
    case 'edit-host':
      return `patchbay hosts edit ${shellWord(hostName)} --help`;
    default:
      return null;
  }
}

/** Quoted for a POSIX shell where it must be, for the lines that are there to be copied. */
export function shellWord(text: string): string {
  const clean = cleanText(text);
  return /^[\w@%+=:,./-]+$/.test(clean) ? clean : `'${clean.replaceAll("'", "'\\''")}'`;
}
