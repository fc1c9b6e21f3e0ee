import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { Language, Parser } from 'web-tree-sitter';
import { asStdin, bootstrap, payload, powershellArgs, quotePowerShell } from './payload.ts';

const SCRIPTS = new URL('../../../../resources/host-scripts/windows/', import.meta.url);
const script = (name: string): string => readFileSync(new URL(name, SCRIPTS), 'utf8');
const command = (text: string, args: readonly string[] = []) =>
  ({ what: 'scan', script: text, language: 'powershell', args, rights: 'best', deadlineSeconds: 1, maxBytes: 1 }) as const;

describe('PowerShell that we send, by its grammar', () => {
  let parser: Parser;
  beforeAll(async () => {
    await Parser.init();
    const wasm = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
    parser = new Parser();
    parser.setLanguage(await Language.load(wasm));
  });
  const mistakes = (text: string): string | null => {
    const tree = parser.parse(text);
    return tree?.rootNode.hasError ? tree.rootNode.toString().slice(0, 500) : null;
  };
  it.each(['scan.ps1', 'way-in.ps1'])('%s, alone and in its frame', (name) => {
    expect(mistakes(script(name))).toBeNull();
    expect(mistakes(payload(command(script(name), ["it's", '‘x’']), 'patchbay-00'))).toBeNull();
  });
  it('the bootstrap', () => expect(mistakes(bootstrap('x'))).toBeNull());
  it('the grammar does see mistakes', () => {
    for (const wrong of ['if ($a) {', 'foreach ($x in ) { }', '@{ a = }', "'open", 'function { ']) expect(mistakes(wrong)).not.toBeNull();
  });
});

it('scripts are read only: no word in them changes a host', () => {
  for (const name of ['scan.ps1', 'way-in.ps1']) {
    const text = script(name).replace(/^\s*#.*$/gm, '');
    expect(text).not.toMatch(
      /\b(Set|New|Clear|Stop|Start|Restart|Rename|Move|Copy|Install|Uninstall|Register|Invoke|Enable|Disable|Add)-(?!Object\b)\w+/i,
    );
    // The session's own type data, and nothing of the host.
    expect(text.match(/\bRemove-\w+/g) ?? []).toEqual(name === 'scan.ps1' ? ['Remove-TypeData'] : []);
    expect(text).not.toMatch(/Win32_Product\b/i);
  }
});

it('an argument is one word whatever is in it, in every kind of quote that PowerShell knows', () => {
  expect(quotePowerShell("a'b")).toBe("'a''b'");
  expect(quotePowerShell('‘$x`n’‚‛')).toBe("'‘‘$x`n’’‚‚‛‛'");
});

it('the command line stays far below what cmd.exe takes, whatever the script', () => {
  const line = ['powershell', ...powershellArgs('é'.repeat(1_000_000))].join(' ');
  expect(line.length).toBeLessThan(2000);
  expect(line).not.toMatch(/[&|<>^%"!]/);
});

it('stdin is lines of ASCII, and what the bootstrap waits for is their length', () => {
  const text = 'Write-Output "ü"\n'.repeat(500);
  const sent = asStdin(text).toString('latin1');
  expect(sent).toMatch(/^([A-Za-z0-9+/=]{1,1000}\r\n)+$/);
  const joined = sent.replace(/\s/g, '');
  expect(bootstrap(text)).toContain(`-ne ${joined.length})`);
  expect(Buffer.from(joined, 'base64').toString()).toBe(text);
});
