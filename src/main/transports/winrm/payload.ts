import type { Command } from '../../../shared/domain/command.ts';
import { DENIED } from '../payload.ts';

/** PowerShell takes the typographic quotes for its own (about_Quoting_Rules), and doubles what is meant. */
export const quotePowerShell = (text: string): string => `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;

/**
 * What is run on the host: the script as a block with its arguments, its answer between marks, written as UTF-8 bytes
 * past the console, whose code page is the host's. Nothing that the script writes itself reaches the answer's stream.
 */
export function payload(command: Command, token: string): string {
  const run = `& { ${command.script}\n} ${command.args.map(quotePowerShell).join(' ')}`;
  return [
    "$ProgressPreference = 'SilentlyContinue'",
    "$ErrorActionPreference = 'Stop'",
    '$patchbayStream = [Console]::OpenStandardOutput()',
    'function Write-Patchbay {',
    '  param([string]$Text)',
    '  $bytes = [Text.Encoding]::UTF8.GetBytes($Text)',
    '  $patchbayStream.Write($bytes, 0, $bytes.Length)',
    '  $patchbayStream.Flush()',
    '}',
    '$patchbayIdentity = [Security.Principal.WindowsIdentity]::GetCurrent()',
    '$patchbayPrincipal = New-Object Security.Principal.WindowsPrincipal($patchbayIdentity)',
    '$patchbayAdmin = $patchbayPrincipal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)',
    '$patchbayUid = 1',
    'if ($patchbayAdmin) { $patchbayUid = 0 }',
    `Write-Patchbay "${token}:begin:$patchbayUid\`n"`,
    `$patchbayExit = '${DENIED}'`,
    `if ($patchbayAdmin -or ($${command.rights !== 'root'})) {`,
    '  try {',
    `    $patchbayAnswer = ${run}`,
    '    Write-Patchbay (($patchbayAnswer | ForEach-Object { [string]$_ }) -join "`n")',
    "    $patchbayExit = '0'",
    '  } catch {',
    "    $patchbayExit = '1'",
    '    [Console]::Error.WriteLine([string]$_)',
    '    [Console]::Error.WriteLine([string]$_.InvocationInfo.PositionMessage)',
    '  }',
    '}',
    `Write-Patchbay "\`n${token}:end:$patchbayExit\`n"`,
    'exit 0',
    '',
  ].join('\n');
}

const LINE = 1000;

/** As it travels on stdin: lines of base64, so that no code page can change it. */
export const asStdin = (script: string): Buffer =>
  Buffer.from(
    `${(
      Buffer.from(script)
        .toString('base64')
        .match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
    ).join('\r\n')}\r\n`,
  );

/**
 * cmd.exe takes 8191 characters, so the script travels on stdin and only this as an argument. Runs nothing unless all
 * of it has come. [MS-WSMV] 3.1.4.1.11; `$input` is what powershell.exe makes of its stdin.
 */
export function bootstrap(script: string): string {
  return [
    "$ProgressPreference = 'SilentlyContinue'",
    "$text = ($input | Out-String) -replace '\\s', ''",
    `if ($text.Length -ne ${Buffer.from(script).toString('base64').length}) { exit 97 }`,
    '$script = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($text))',
    '& ([ScriptBlock]::Create($script))',
  ].join('\n');
}

export const powershellArgs = (script: string): string[] => [
  '-NoProfile',
  '-NonInteractive',
  '-ExecutionPolicy',
  'Bypass',
  '-EncodedCommand',
  Buffer.from(bootstrap(script), 'utf16le').toString('base64'),
];
