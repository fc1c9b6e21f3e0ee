import { randomUUID } from 'node:crypto';
import { ACTIONS, COMMAND_DONE, NS } from '../../../src/main/transports/winrm/soap/names.ts';
import { escape } from '../../../src/main/transports/winrm/soap/requests.ts';
import { child, children, readXml, type Element } from '../../../src/main/transports/winrm/soap/xml.ts';
import { play, readsStdin, type Windows } from './windows.ts';

/** How a host behaves beside what is right. */
export interface Quirks {
  /** Largest part of a stream in one answer; parts are cut anywhere, through characters too. */
  readonly chunkBytes?: number;
  /** So many Receives are answered by "not yet" before there is output. */
  readonly notYet?: number;
  /** Faults have no number, as before 2012. */
  readonly oldFaults?: boolean;
  /** So many Sends are answered by "busy". */
  readonly busy?: number;
  /** At most so many shells at once. */
  readonly shells?: number;
  /** The account is no administrator: access is denied. */
  readonly deny?: boolean;
  /** The shell is gone when its output is asked for. */
  readonly shellGone?: boolean;
}

interface Running {
  readonly command: string;
  readonly args: readonly string[];
  stdin: Buffer;
  out: { name: 'stdout' | 'stderr'; bytes: Buffer }[] | null;
  exit: number;
  waits: number;
}

export interface Soap {
  readonly status: number;
  readonly text: string;
}

/** WS-Management's shell resource: what is asked for, in SOAP, and what it answers. */
export class Shells {
  readonly #windows: Windows;
  readonly #quirks: Quirks;
  readonly #shells = new Map<string, Map<string, Running>>();
  #busy: number;

  constructor(windows: Windows, quirks: Quirks) {
    this.#windows = windows;
    this.#quirks = quirks;
    this.#busy = quirks.busy ?? 0;
  }

  /** Those that were made and not taken away. */
  get open(): number {
    return this.#shells.size;
  }

  /** As `#answer`, with the number of the message that is answered, as WS-Addressing wants it. */
  answer(text: string): Soap {
    const { status, text: answer } = this.#answer(text);
    const id = /<[\w:]*MessageID>([^<]{1,100})</.exec(text)?.[1] ?? '';
    return { status, text: answer.replace('<s:Header>', `<s:Header><a:RelatesTo>${id}</a:RelatesTo>`) };
  }

  #answer(text: string): Soap {
    const root = readXml(text);
    if (typeof root === 'string' || root.name !== 'Envelope') return this.#fault('SchemaValidationError', null, 'no envelope');
    const [header, body] = [child(root, NS.soap, 'Header'), child(root, NS.soap, 'Body')];
    if (child(body, NS.identity, 'Identify')) return envelope('', identity);
    const action = child(header, NS.addressing, 'Action')?.text.trim() ?? '';
    const shellId =
      children(child(header, NS.wsman, 'SelectorSet'), NS.wsman, 'Selector')[0]
        ?.text.trim()
        .toUpperCase() ?? '';
    if (this.#quirks.deny) return this.#fault('AccessDenied', 5, 'Access is denied.');
    if (action === ACTIONS.create) return this.#create(body);
    const shell = this.#shells.get(shellId);
    if (!shell) return this.#fault('InvalidSelectors', 0x8033805b, 'The request contained invalid selectors: the shell was not found.');
    switch (action) {
      case ACTIONS.command:
        return this.#command(shell, child(body, NS.shell, 'CommandLine'));
      case ACTIONS.send:
        return this.#send(shell, child(child(body, NS.shell, 'Send'), NS.shell, 'Stream'));
      case ACTIONS.receive:
        return this.#receive(shell, shellId, child(child(body, NS.shell, 'Receive'), NS.shell, 'DesiredStream'));
      case ACTIONS.signal:
        return envelope(`${ACTIONS.signal}Response`, '<rsp:SignalResponse/>');
      case ACTIONS.delete:
        this.#shells.delete(shellId);
        return envelope(`${ACTIONS.delete}Response`, '');
      default:
        return this.#fault('ActionNotSupported', null, action);
    }
  }

  #create(body: Element | undefined): Soap {
    if (!child(body, NS.shell, 'Shell')) return this.#fault('SchemaValidationError', null, 'no Shell');
    if (this.#shells.size >= (this.#quirks.shells ?? 30))
      return this.#fault(
        'QuotaLimit',
        0x803381a5,
        'This user is allowed a maximum number of 30 concurrent shells, which has been exceeded.',
      );
    const id = randomUUID().toUpperCase();
    this.#shells.set(id, new Map());
    return envelope(
      `${ACTIONS.create}Response`,
      `<x:ResourceCreated><a:Address>http://host/wsman</a:Address><a:ReferenceParameters><w:ResourceURI>${NS.shell}/cmd</w:ResourceURI><w:SelectorSet><w:Selector Name="ShellId">${id}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated><rsp:Shell><rsp:ShellId>${id}</rsp:ShellId></rsp:Shell>`,
    );
  }

  #command(shell: Map<string, Running>, line: Element | undefined): Soap {
    const id = randomUUID().toUpperCase();
    const args = children(line, NS.shell, 'Arguments').map((one) => one.text);
    const command = child(line, NS.shell, 'Command')?.text ?? '';
    shell.set(id, { command, args, stdin: Buffer.alloc(0), out: null, exit: 0, waits: this.#quirks.notYet ?? 0 });
    return envelope(`${ACTIONS.command}Response`, `<rsp:CommandResponse><rsp:CommandId>${id}</rsp:CommandId></rsp:CommandResponse>`);
  }

  #send(shell: Map<string, Running>, stream: Element | undefined): Soap {
    if (this.#busy-- > 0) return this.#fault('InternalError', 170, 'The requested resource is in use.');
    const running = shell.get((stream?.attributes.get('CommandId') ?? '').toUpperCase());
    if (!running || !stream) return this.#fault('InvalidSelectors', 0x8033805b, 'no such command');
    running.stdin = Buffer.concat([running.stdin, Buffer.from(stream.text, 'base64')]);
    if (/^true$/i.test(stream.attributes.get('End') ?? '')) this.#start(running);
    return envelope(`${ACTIONS.send}Response`, '<rsp:SendResponse/>');
  }

  #start(running: Running): void {
    const { stdout, stderr, exit } = play(this.#windows, running.command, running.args, running.stdin);
    const size = this.#quirks.chunkBytes ?? 100_000;
    const cut = (name: 'stdout' | 'stderr', bytes: Buffer) =>
      Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => ({ name, bytes: bytes.subarray(n * size, (n + 1) * size) }));
    Object.assign(running, { out: [...cut('stdout', stdout), ...cut('stderr', stderr)], exit });
  }

  #receive(shell: Map<string, Running>, shellId: string, desired: Element | undefined): Soap {
    const id = (desired?.attributes.get('CommandId') ?? '').toUpperCase();
    const running = shell.get(id);
    if (this.#quirks.shellGone) this.#shells.delete(shellId);
    if (!running || this.#quirks.shellGone) return this.#fault('InvalidSelectors', 0x8033805b, 'The shell was not found on the server.');
    if (!running.out && !readsStdin(running.command, running.args)) this.#start(running);
    if (running.waits-- > 0 || !running.out)
      return this.#fault(
        'TimedOut',
        0x80338029,
        'The WS-Management service cannot complete the operation within the time specified in OperationTimeout.',
      );
    const part = running.out.shift();
    const done = running.out.length === 0;
    const end = (name: string): string => `<rsp:Stream Name="${name}" CommandId="${id}" End="true"/>`;
    const state = done
      ? `${end('stdout')}${end('stderr')}<rsp:CommandState CommandId="${id}" State="${COMMAND_DONE}"><rsp:ExitCode>${running.exit}</rsp:ExitCode></rsp:CommandState>`
      : `<rsp:CommandState CommandId="${id}" State="${NS.shell}/CommandState/Running"/>`;
    const stream = part ? `<rsp:Stream Name="${part.name}" CommandId="${id}">${part.bytes.toString('base64')}</rsp:Stream>` : '';
    return envelope(`${ACTIONS.receive}Response`, `<rsp:ReceiveResponse>${stream}${state}</rsp:ReceiveResponse>`);
  }

  #fault(subcode: string, code: number | null, text: string): Soap {
    const detail =
      code === null || this.#quirks.oldFaults
        ? ''
        : `<s:Detail><f:WSManFault xmlns:f="${NS.fault}" Code="${code}" Machine="win1.lab.test"><f:Message>${escape(text)}</f:Message></f:WSManFault></s:Detail>`;
    return envelope(
      `${NS.wsman.replace('/wsman.xsd', '')}/fault`,
      `<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>w:${subcode}</s:Value></s:Subcode></s:Code><s:Reason><s:Text xml:lang="en-US">${escape(text)}</s:Text></s:Reason>${detail}</s:Fault>`,
      500,
    );
  }
}

const identity = `<i:IdentifyResponse xmlns:i="${NS.identity}"><i:ProtocolVersion>${NS.wsman}</i:ProtocolVersion><i:ProductVendor>Microsoft Corporation</i:ProductVendor><i:ProductVersion>OS: 10.0.20348 SP: 0.0 Stack: 3.0</i:ProductVersion></i:IdentifyResponse>`;

function envelope(action: string, body: string, status = 200): Soap {
  const names = `xmlns:s="${NS.soap}" xmlns:a="${NS.addressing}" xmlns:x="${NS.transfer}" xmlns:w="${NS.wsman}" xmlns:rsp="${NS.shell}" xml:lang="en-US"`;
  const header = `<a:Action>${action}</a:Action><a:MessageID>uuid:${randomUUID().toUpperCase()}</a:MessageID>`;
  return { status, text: `<s:Envelope ${names}><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>` };
}
