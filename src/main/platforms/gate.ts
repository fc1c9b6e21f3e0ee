import type { Check } from '../../shared/domain/check.ts';
import type { CommandOutput, Query } from '../../shared/domain/command.ts';
import { ok } from '../../shared/domain/result.ts';
import { cleanText } from '../../shared/domain/text.ts';
import { hostScript } from './host-scripts.ts';

/** A check's command is ended after this long, on the host. */
export const COMMAND_SECONDS = 30;

export interface CommandWay {
  readonly rights: 'root' | 'user';
  readonly seconds: number;
}
const AS_A_CHECK: CommandWay = { rights: 'user', seconds: COMMAND_SECONDS };

/** The questions of a gate that a scan does not answer. */
export interface GateQueries {
  /** Whether the host has a way out, and finds its repositories' names. */
  readonly surroundings: () => Query<readonly Check[]>;
  /** A command of the shop's own, with the rights of the sign-in unless said, ended after 30 seconds unless said. Passes with exit 0. */
  readonly command: (name: string, command: string, how?: CommandWay) => Query<Check>;
}

export const gateQueries: GateQueries = {
  surroundings: () => ({
    command: {
      what: 'gate',
      script: hostScript('posix/gate.sh'),
      args: [],
      rights: 'user',
      deadlineSeconds: 30,
      maxBytes: 64 * 1024,
    },
    parse: (output) => ok(readSurroundings(linesOf(output))),
  }),
  command: (name, command, { rights, seconds } = AS_A_CHECK) => ({
    command: {
      what: 'check of the gate',
      script: hostScript('posix/gate-command.sh'),
      args: [String(seconds), command],
      rights,
      deadlineSeconds: seconds + 15,
      maxBytes: 64 * 1024,
    },
    parse: (output) => ok(readCommand(name, seconds, linesOf(output))),
  }),
};

const linesOf = ({ stdout }: CommandOutput): string[] => new TextDecoder().decode(stdout).split('\n').slice(0, 200);

function readSurroundings(lines: readonly string[]): Check[] {
  const routes = lines.flatMap((line) => /^route ([46]) (\S{1,32})$/.exec(line)?.slice(1, 3).join(' by ') ?? []);
  const names = lines.flatMap((line) => {
    const [, name, found] = /^name ([A-Za-z0-9.-]{1,253}) (yes|no)$/.exec(line) ?? [];
    return name ? [{ name, found: found === 'yes' }] : [];
  });
  const lost = names.filter((one) => !one.found).map((one) => one.name);
  const known = names.map((one) => one.name).sort();
  return [
    {
      name: 'Default route',
      outcome: routes.length ? 'passed' : 'failed',
      detail: routes.length ? cleanText(`IPv${routes.join(', IPv')}`, 200) : 'none',
    },
    {
      name: 'Names of its repositories',
      outcome: lost.length ? 'failed' : names.length ? 'passed' : 'not-checked',
      detail: lost.length ? `not found: ${lost.sort().join(', ')}` : known.join(', ') || 'they have addresses only',
    },
  ];
}

function readCommand(name: string, seconds: number, [first = '', ...said]: readonly string[]): Check {
  const exit = /^exit (\d{1,3})$/.exec(first)?.[1];
  const words = cleanText(
    said
      .filter((line) => line.trim() !== '')
      .slice(-3)
      .join('; '),
    300,
  );
  // timeout(1): 124 where it ended the command.
  const how = exit === undefined ? 'ended without a word' : exit === '124' ? `not done in ${seconds} s` : `exit ${exit}`;
  return { name, outcome: exit === '0' ? 'passed' : 'failed', detail: words ? `${how}: ${words}` : how };
}
