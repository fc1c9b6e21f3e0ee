import { hostScript } from '../../../src/main/platforms/host-scripts.ts';

/**
 * The border of the double: everything up to here (HTTP, NTLM, SOAP, shells, stdin, the bootstrap's own rules) is
 * carried out; from here on it is played. A script of ours is known by its text, and `answer` says what a host prints.
 */
export interface Windows {
  readonly admin: boolean;
  /** What a script prints, by its name below resources/host-scripts ("windows/scan.ps1"). Text, or a failure in PowerShell's words. */
  readonly answer: (script: string, args: readonly string[]) => string | { readonly error: string };
}

export interface Played {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly exit: number;
}
const played = (stdout: string, stderr = '', exit = 0): Played => ({ stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), exit });

const OURS = ['windows/scan.ps1', 'windows/way-in.ps1'];

const lineOf = (command: string, args: readonly string[]): string => [command, ...args].join(' ').trim();
const bootstrapIn = (line: string): string => Buffer.from(/-EncodedCommand (\S+)$/i.exec(line)?.[1] ?? '', 'base64').toString('utf16le');

/** Whether a command starts only when all of its input is there. */
export const readsStdin = (command: string, args: readonly string[]): boolean =>
  command === 'more' || bootstrapIn(lineOf(command, args)).includes('$input');

/** A command line and all of its stdin. */
export function play(windows: Windows, command: string, args: readonly string[], stdin: Buffer): Played {
  const line = lineOf(command, args);
  if (!/^powershell\b/i.test(line)) return playCmd(line, stdin);
  const bootstrap = bootstrapIn(line);
  const wanted = Number(/\$text\.Length -ne (\d+)/.exec(bootstrap)?.[1] ?? Number.NaN);
  // A program of somebody else's: what any client may send to see that it is heard.
  if (Number.isNaN(wanted)) return played(`played: ${bootstrap}\r\n`);
  const text = stdin.toString('latin1').replace(/\s/g, '');
  if (text.length !== wanted) return played('', '', 97);
  return playOurs(windows, Buffer.from(text, 'base64').toString());
}

function playOurs(windows: Windows, script: string): Played {
  const token = /Write-Patchbay "(patchbay-[0-9a-f]{32}):begin:/.exec(script)?.[1];
  const name = OURS.find((one) => script.includes(`& { ${hostScript(one)}\n}`));
  if (!token || !name) return played('', 'the double does not know this script', 1);
  const words = /\n\} (.*)\n/.exec(script.slice(script.indexOf(hostScript(name)) + hostScript(name).length))?.[1] ?? '';
  const args = [...words.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = '']) => word.replaceAll("''", "'"));
  const said = windows.answer(name, args);
  const begin = `${token}:begin:${windows.admin ? 0 : 1}\n`;
  if (typeof said === 'string') return played(`${begin}${said}\n${token}:end:0\n`);
  return played(`${begin}\n${token}:end:1\n`, clixml(said.error));
}

const clixml = (text: string): string =>
  `#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><S S="Error">${text}_x000D__x000A_</S></Objs>`;

/** Enough of cmd.exe for a client that is not ours. */
function playCmd(line: string, stdin: Buffer): Played {
  const echo = /^echo (.*)$/s.exec(line)?.[1];
  if (echo !== undefined) return played(`${echo}\r\n`);
  const exit = /^exit (\d+)$/.exec(line)?.[1];
  if (exit !== undefined) return played('', '', Number(exit));
  if (line === 'more') return { stdout: stdin, stderr: Buffer.alloc(0), exit: 0 };
  return played('', `'${line}' is not recognized as an internal or external command\r\n`, 1);
}
