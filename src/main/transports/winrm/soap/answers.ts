import { COMMAND_DONE, NS } from './names.ts';
import { child, children, readXml, type Element } from './xml.ts';

/** What a host says in place of an answer. */
export interface Fault {
  /** Microsoft's number; null where none is given (WS-Management has names only). */
  readonly code: number | null;
  /** The local name of the innermost subcode: "TimedOut", "AccessDenied", "QuotaLimit". */
  readonly subcode: string;
  /** The host's own words, not cleaned. */
  readonly text: string;
}

export type Answer = { readonly body: Element } | { readonly fault: Fault } | { readonly unreadable: string };

export function readAnswer(bytes: Uint8Array): Answer {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { unreadable: 'not UTF-8' };
  }
  const root = readXml(text);
  if (typeof root === 'string') return { unreadable: root };
  const body = root.ns === NS.soap && root.name === 'Envelope' ? child(root, NS.soap, 'Body') : undefined;
  if (!body) return { unreadable: 'no SOAP envelope' };
  const fault = child(body, NS.soap, 'Fault');
  return fault ? { fault: readFault(fault) } : { body };
}

function readFault(fault: Element): Fault {
  let code = child(fault, NS.soap, 'Code');
  for (let inner = code; inner; inner = child(inner, NS.soap, 'Subcode')) code = inner;
  const name = child(code, NS.soap, 'Value')?.text.trim() ?? '';
  const own = child(child(fault, NS.soap, 'Detail'), NS.fault, 'WSManFault');
  const number = own?.attributes.get('Code') ?? '';
  const reason = child(child(fault, NS.soap, 'Reason'), NS.soap, 'Text')?.text ?? '';
  return {
    code: /^\d{1,10}$/.test(number) ? Number(number) : null,
    subcode: name.slice(name.indexOf(':') + 1),
    text: (own && words(child(own, NS.fault, 'Message'))) || reason.trim(),
  };
}

/** A message may hold the fault of a provider with a message of its own. */
function words(element: Element | undefined): string {
  if (!element) return '';
  return [element.text.trim(), ...element.children.map(words)].filter(Boolean).join(' ');
}

/** What a Receive has brought. */
export interface Received {
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly done: boolean;
  /** null where the host says no exit code. */
  readonly exit: number | null;
}

const ID = /^[0-9A-Za-z:{}-]{1,64}$/;

/** The shell's name in the body; some hosts have it in the selector only. null where there is none. */
export function shellIdIn(body: Element): string | null {
  const own = child(child(body, NS.shell, 'Shell'), NS.shell, 'ShellId')?.text.trim();
  const parameters = child(child(body, NS.transfer, 'ResourceCreated'), NS.addressing, 'ReferenceParameters');
  const selectors = children(child(parameters, NS.wsman, 'SelectorSet'), NS.wsman, 'Selector');
  const id = own ?? selectors.find((one) => one.attributes.get('Name') === 'ShellId')?.text.trim() ?? '';
  return ID.test(id) ? id : null;
}

export function commandIdIn(body: Element): string | null {
  const id = child(child(body, NS.shell, 'CommandResponse'), NS.shell, 'CommandId')?.text.trim() ?? '';
  return ID.test(id) ? id : null;
}

/** null where it is no answer to a Receive, or speaks of another command. */
export function receivedIn(body: Element, commandId: string): Received | null {
  const response = child(body, NS.shell, 'ReceiveResponse');
  if (!response) return null;
  const mine = (one: Element): boolean => (one.attributes.get('CommandId') ?? commandId).toLowerCase() === commandId.toLowerCase();
  const streams = children(response, NS.shell, 'Stream').filter(mine);
  const bytes = (name: string): Buffer =>
    Buffer.concat(streams.filter((one) => one.attributes.get('Name') === name).map((one) => Buffer.from(one.text, 'base64')));
  const state = children(response, NS.shell, 'CommandState').find(mine);
  const exit = child(state, NS.shell, 'ExitCode')?.text.trim() ?? '';
  return {
    stdout: bytes('stdout'),
    stderr: bytes('stderr'),
    done: state?.attributes.get('State') === COMMAND_DONE,
    exit: /^-?\d{1,10}$/.test(exit) ? Number(exit) : null,
  };
}

/** What answers an Identify, in its own words; null where it is none. DSP0226, 11. */
export function identityIn(body: Element): string | null {
  const response = child(body, NS.identity, 'IdentifyResponse');
  const say = (name: string): string => child(response, NS.identity, name)?.text.trim() ?? '';
  return response ? `${say('ProductVendor')} ${say('ProductVersion')}`.trim() : null;
}
