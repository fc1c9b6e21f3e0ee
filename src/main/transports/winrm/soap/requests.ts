import { randomUUID } from 'node:crypto';
import { ACTIONS, CMD_SHELL, MAX_ENVELOPE, NS, OPERATION_SECONDS, TERMINATE } from './names.ts';

export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '');

/** Where a conversation takes place: the listener's address, and the shell once there is one. */
export interface Place {
  /** "http://host:5985/wsman" */
  readonly to: string;
  readonly shellId: string | null;
}

/** Asks who answers; needs no sign-in where it is sent with the header WSMANIDENTIFY. DSP0226, 11. */
export const IDENTIFY = `<s:Envelope xmlns:s="${NS.soap}" xmlns:i="${NS.identity}"><s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>`;

/** The shell that a command will run in. UTF-8, no profile, gone by itself after ten minutes without us. */
export const createShell = (place: Place): string =>
  envelope(place, ACTIONS.create, { WINRS_NOPROFILE: 'TRUE', WINRS_CODEPAGE: '65001' }, [
    '<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams>',
    '<rsp:IdleTimeOut>PT600S</rsp:IdleTimeOut></rsp:Shell>',
  ]);

/** WINRS_SKIP_CMD_SHELL works before 2012 R2 only, so the line goes through cmd.exe: arguments must be plain words. */
export const startCommand = (place: Place, command: string, args: readonly string[]): string =>
  envelope(place, ACTIONS.command, { WINRS_CONSOLEMODE_STDIN: 'TRUE', WINRS_SKIP_CMD_SHELL: 'FALSE' }, [
    `<rsp:CommandLine><rsp:Command>${escape(command)}</rsp:Command>`,
    ...args.map((arg) => `<rsp:Arguments>${escape(arg)}</rsp:Arguments>`),
    '</rsp:CommandLine>',
  ]);

export const send = (place: Place, commandId: string, bytes: Uint8Array, isLast: boolean): string =>
  envelope(place, ACTIONS.send, {}, [
    `<rsp:Send><rsp:Stream Name="stdin" CommandId="${escape(commandId)}"${isLast ? ' End="true"' : ''}>`,
    `${Buffer.from(bytes).toString('base64')}</rsp:Stream></rsp:Send>`,
  ]);

export const receive = (place: Place, commandId: string): string =>
  envelope(place, ACTIONS.receive, {}, [
    `<rsp:Receive><rsp:DesiredStream CommandId="${escape(commandId)}">stdout stderr</rsp:DesiredStream></rsp:Receive>`,
  ]);

export const terminate = (place: Place, commandId: string): string =>
  envelope(place, ACTIONS.signal, {}, [`<rsp:Signal CommandId="${escape(commandId)}"><rsp:Code>${TERMINATE}</rsp:Code></rsp:Signal>`]);

export const deleteShell = (place: Place): string => envelope(place, ACTIONS.delete, {}, []);

/** Room for base64 and the headers in one envelope. Bytes of stdin. */
export const STDIN_BYTES = Math.floor((MAX_ENVELOPE - 8192) / 4) * 3;

function envelope(place: Place, action: string, options: Readonly<Record<string, string>>, body: readonly string[]): string {
  const set = Object.entries(options).map(([name, value]) => `<w:Option Name="${name}">${value}</w:Option>`);
  const header = [
    `<a:To>${escape(place.to)}</a:To>`,
    `<a:ReplyTo><a:Address s:mustUnderstand="true">${NS.addressing}/role/anonymous</a:Address></a:ReplyTo>`,
    `<w:MaxEnvelopeSize s:mustUnderstand="true">${MAX_ENVELOPE}</w:MaxEnvelopeSize>`,
    `<a:MessageID>uuid:${randomUUID().toUpperCase()}</a:MessageID>`,
    '<w:Locale s:mustUnderstand="false" xml:lang="en-US"/><p:DataLocale s:mustUnderstand="false" xml:lang="en-US"/>',
    `<w:OperationTimeout>PT${OPERATION_SECONDS}S</w:OperationTimeout>`,
    `<w:ResourceURI s:mustUnderstand="true">${CMD_SHELL}</w:ResourceURI>`,
    `<a:Action s:mustUnderstand="true">${action}</a:Action>`,
    ...(place.shellId === null ? [] : [`<w:SelectorSet><w:Selector Name="ShellId">${escape(place.shellId)}</w:Selector></w:SelectorSet>`]),
    ...(set.length > 0 ? [`<w:OptionSet s:mustUnderstand="true">${set.join('')}</w:OptionSet>`] : []),
  ];
  const names = `xmlns:s="${NS.soap}" xmlns:a="${NS.addressing}" xmlns:w="${NS.wsman}" xmlns:p="${NS.microsoft}" xmlns:rsp="${NS.shell}"`;
  return `<s:Envelope ${names}><s:Header>${header.join('')}</s:Header><s:Body>${body.join('')}</s:Body></s:Envelope>`;
}
