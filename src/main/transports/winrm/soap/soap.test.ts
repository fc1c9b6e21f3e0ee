import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readableErrors } from './clixml.ts';
import { readAnswer, receivedIn } from './answers.ts';
import { createShell, deleteShell, receive, send, startCommand, terminate } from './requests.ts';
import { readXml, type Element } from './xml.ts';

const recorded = JSON.parse(readFileSync(new URL('../fixtures/envelopes.json', import.meta.url), 'utf8')) as Record<string, string[]>;
const SHELL = '746365AD-2133-43BD-8622-F4B0E0B8455F';
const COMMAND = 'B34E9CEE-F6AC-4994-9A60-5C568EBEE84C';
const place = { to: 'http://host:5985/wsman', shellId: SHELL };

/** Every element as "path @attribute=value : text", in an order of its own: SOAP headers may come in any. */
function said(text: string): Set<string> {
  const root = readXml(text);
  if (typeof root === 'string') throw new Error(root);
  const lines = new Set<string>();
  const walk = (element: Element, path: string): void => {
    const name = `${path}/${element.ns.split('/').slice(-2).join('/')}:${element.name}`;
    const attributes = [...element.attributes].map(([key, value]) => `@${key}=${value}`).sort();
    lines.add([name, ...attributes, ...(element.text.trim() ? [`: ${element.text.trim()}`] : [])].join(' '));
    for (const one of element.children) walk(one, name.slice(0, 400));
  };
  walk(root, '');
  return lines;
}
/** What differs from request to request or names the machine, and what XML and [MS-WSMV] take for the same: case of booleans and GUIDs. */
const plain = (line: string): string =>
  line
    .replace(/uuid:[0-9A-Fa-f-]{36}/, 'uuid')
    .replace(/: http:\/\/[^ ]*:\d+\/wsman$/, ': to')
    .replace(/[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}/gi, 'ID')
    .replace(/@End=true/i, '@End=true')
    .replace(/: (true|false)$/i, (word) => word.toLowerCase());
const differ = (a: string, b: string): { only: string[]; theirs: string[] } => {
  const [mine, other] = [new Set([...said(a)].map(plain)), new Set([...said(b)].map(plain))];
  return { only: [...mine].filter((line) => !other.has(line)), theirs: [...other].filter((line) => !mine.has(line)) };
};
const last = (lines: readonly string[]): string[] => lines.map((line) => line.replace(/^.*:(?=[A-Za-z]+( |$))/, '')).sort();

describe('our SOAP beside what other clients were recorded to send, element by element', () => {
  const ours: Record<string, string> = {
    Create: createShell({ ...place, shellId: null }),
    Command: startCommand(place, 'powershell', ['-']),
    Send: send(place, COMMAND, Buffer.from('Get-Date\r\n'), true),
    Receive: receive(place, COMMAND),
    Signal: terminate(place, COMMAND),
    Delete: deleteShell(place),
  };
  const actionOf = (text: string): string => /\/(\w+)<\/\w+:Action>/.exec(text)?.[1] ?? '';
  const find = (client: string, action: string): string => recorded[client]?.find((text) => actionOf(text) === action) ?? '';

  // A session of WSMan is a convenience for logs of the host (DSP0226 has none), and we have none of it.
  const session = 'SessionId @mustUnderstand=false : uuid';
  it.each([
    // pypsrp insists on WINRS_NOPROFILE (MustComply); we ask for it as pywinrm and winrs.exe do.
    ['Create', ['Option @Name=WINRS_NOPROFILE : true'], ['Option @MustComply=true @Name=WINRS_NOPROFILE : true', session]],
    // WINRS_CONSOLEMODE_STDIN: as pywinrm.
    ['Command', ['Option @Name=WINRS_CONSOLEMODE_STDIN : true'], [session]],
    ['Send', [], [session]],
    // Without KEEPALIVE the host answers "not yet" by a fault, as it does to pywinrm.
    ['Receive', [], ['Option @Name=WSMAN_CMDSHELL_OPTION_KEEPALIVE : true', 'OptionSet @mustUnderstand=true', session]],
    ['Signal', [], [session]],
    ['Delete', [], [session]],
  ])('%s, pypsrp', (action, only, theirs) => {
    const found = differ(ours[action] ?? '', find('pypsrp', action));
    expect({ only: last(found.only), theirs: last(found.theirs) }).toEqual({ only: [...only].sort(), theirs: [...theirs].sort() });
  });

  // pywinrm puts mustUnderstand in no namespace, where SOAP does not see it; the reader here does not tell the two apart.
  it.each([
    ['Create', ['IdleTimeOut : PT600S', 'OptionSet @mustUnderstand=true'], ['OptionSet']],
    ['Command', ['Arguments : -', 'OptionSet @mustUnderstand=true'], null],
    ['Receive', [], []],
    // "terminate" and "Terminate": Windows takes both, as both clients show.
    ['Signal', [`Code : http://schemas.microsoft.com/wbem/wsman/1/windows/shell/signal/Terminate`], null],
    ['Delete', [], []],
  ])('%s, pywinrm', (action, only, theirs) => {
    const found = differ(ours[action] ?? '', find('pywinrm', action));
    expect(last(found.only)).toEqual([...only].sort());
    if (theirs) expect(last(found.theirs)).toEqual(theirs);
  });
});

describe('answers', () => {
  const envelope = (body: string): Buffer =>
    Buffer.from(
      `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"><s:Body>${body}</s:Body></s:Envelope>`,
    );
  it('a character that lies across two parts is whole', () => {
    const parts = [Buffer.from('€').subarray(0, 2), Buffer.from('€').subarray(2)].map((part) => {
      const answer = readAnswer(envelope(`<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="${COMMAND}">${part.toString('base64')}</rsp:Stream></rsp:ReceiveResponse>`));
      return 'body' in answer ? (receivedIn(answer.body, COMMAND)?.stdout ?? Buffer.alloc(0)) : Buffer.alloc(0);
    }); // prettier-ignore
    expect(Buffer.concat(parts).toString()).toBe('€');
  });
  it('what belongs to another command is not taken for ours', () => {
    const answer = readAnswer(envelope(`<rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="X">QQ==</rsp:Stream><rsp:CommandState CommandId="X" State="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"/></rsp:ReceiveResponse>`)); // prettier-ignore
    expect('body' in answer && receivedIn(answer.body, COMMAND)).toMatchObject({ done: false, exit: null, stdout: Buffer.alloc(0) });
  });
  it('a fault says its number, its name and the words of the provider inside', () => {
    const answer = readAnswer(
      envelope(
        `<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:InternalError</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="">outer</s:Text></s:Reason><s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="2150858793"><f:Message><f:ProviderFault>inner words</f:ProviderFault></f:Message></f:WSManFault></s:Detail></s:Fault>`,
      ),
    );
    expect(answer).toEqual({ fault: { code: 2150858793, subcode: 'InternalError', text: 'inner words' } });
  });
  it.each([
    ['a bomb of entities', '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>', /document type/],
    ['depth', '<a>'.repeat(1000), /levels/],
    ['a crowd', `<a>${'<b/>'.repeat(30_000)}</a>`, /elements/],
    ['an entity of nobody', '<a>&foo;</a>', /undefined entity|foo/],
    ['cut off', '<a><b>', /unclosed/],
    ['nothing', '', /./],
  ])('%s is refused in words', (_, text, words) => {
    expect(readXml(text)).toMatch(words);
    expect(readAnswer(Buffer.from(text))).toHaveProperty('unreadable');
  });
  it('bytes that are no UTF-8', () => expect(readAnswer(Buffer.from([0x3c, 0xff]))).toEqual({ unreadable: 'not UTF-8' }));
});

describe('what PowerShell writes to its error stream', () => {
  const clixml = (inner: string): string =>
    `#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${inner}</Objs>`;
  it('errors are read, progress is dropped, units are decoded', () =>
    expect(readableErrors(clixml('<Obj S="progress" RefId="0"><MS><I64 N="SourceId">1</I64></MS></Obj><S S="Error">Zugriff verweigert_x000D__x000A_</S><S S="Error">at line 1 _x263A_</S><S S="verbose">no</S>'))).toBe('Zugriff verweigert\nat line 1 ☺')); // prettier-ignore
  it('text before, after and several documents', () =>
    expect(readableErrors(`plain\n${clixml('<S S="Error">a</S>')}${clixml('<S S="Error">b</S>')} tail`)).toBe('plain\nab tail'));
  it('what is no CLIXML, or broken, stays as it is', () => {
    expect(readableErrors('just words')).toBe('just words');
    expect(readableErrors('#< CLIXML\r\n<Objs><S S="Error">half')).toContain('half');
  });
});
