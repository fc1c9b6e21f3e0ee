import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scanAnswer } from '../../src/main/platforms/windows/scan.test-kit.ts';
import { windowsScanQuery } from '../../src/main/platforms/windows/scan.ts';
import { readChallenge } from '../../src/main/transports/winrm/ntlm/messages.ts';
import { packSealed, unpackSealed } from '../../src/main/transports/winrm/sealed-body.ts';
import { commandIdIn, identityIn, readAnswer, receivedIn, shellIdIn } from '../../src/main/transports/winrm/soap/answers.ts';
import { readableErrors } from '../../src/main/transports/winrm/soap/clixml.ts';
import { NtlmServer } from '../lab/winrm/ntlm-server.ts';
import { dice } from './dice.ts';

type Dice = () => number;
const SOAP = 'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:rsp="http://schemas.microsoft.com/wbem/wsman/1/windows/shell"';
const receive = `<s:Envelope ${SOAP}><s:Body><rsp:ReceiveResponse><rsp:Stream Name="stdout" CommandId="A1">w6k=</rsp:Stream><rsp:CommandState CommandId="A1" State="http://schemas.microsoft.com/wbem/wsman/1/windows/shell/CommandState/Done"><rsp:ExitCode>0</rsp:ExitCode></rsp:CommandState></rsp:ReceiveResponse></s:Body></s:Envelope>`;
const fault = `<s:Envelope ${SOAP}><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>w:TimedOut</s:Value></s:Subcode></s:Code><s:Detail><f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="2150858793"><f:Message>x</f:Message></f:WSManFault></s:Detail></s:Fault></s:Body></s:Envelope>`;
const clixml =
  '#< CLIXML\r\n<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><S S="Error">a_x000D_</S></Objs>';

const readSoap = (bytes: Buffer): void => {
  const answer = readAnswer(bytes);
  if (!('body' in answer)) return;
  receivedIn(answer.body, 'A1');
  for (const read of [shellIdIn, commandIdIn, identityIn]) read(answer.body);
};
/** Every parser of what a Windows host sends, with a sound sample. */
const PARSERS: readonly { readonly name: string; readonly sample: Buffer; readonly read: (bytes: Buffer) => unknown }[] = [
  { name: 'SOAP: answer to Receive', sample: Buffer.from(receive), read: readSoap },
  { name: 'SOAP: fault', sample: Buffer.from(fault), read: readSoap },
  { name: 'CLIXML', sample: Buffer.from(clixml), read: (bytes) => readableErrors(bytes.toString()) },
  { name: 'NTLM challenge', sample: new NtlmServer({}, null, 'none', 0).challenge(Buffer.alloc(40)), read: readChallenge },
  { name: 'encrypted body', sample: packSealed(Buffer.alloc(16, 1), Buffer.from(receive)), read: unpackSealed },
  {
    name: 'scan',
    sample: Buffer.from(scanAnswer()),
    read: (stdout) => {
      const query = windowsScanQuery({ sentAt: 0 });
      const read = query.parse({ exit: 0, stdout, stderr: Buffer.alloc(0), rights: 'root', firstByteAt: 0 });
      // What is taken must be what its type says, to the last field: the store throws otherwise.
      if (read.ok && JSON.stringify(read.value.facts).length > 64 * 1024 ** 2) throw new Error('facts without bound');
    },
  },
];

const SCRAPS = ['<', '>', '</s:Body>', '<!DOCTYPE x [<!ENTITY a "&a;">]>', '&#x0;', ']]>', '\0', '"', '{', '}', '[', '-1', '1e999', 'null', '9'.repeat(400), '\u202e', '\ud800', '<a>'.repeat(60), '--Encrypted Boundary', 'Length=99999999']; // prettier-ignore

/** Cut, doubled, filled with scraps, bytes flipped: one to six times. */
function mangle(sample: Buffer, roll: Dice): Buffer {
  let bytes = Buffer.from(sample);
  const at = (): number => Math.floor(roll() * (bytes.length + 1));
  for (let times = 1 + Math.floor(roll() * 6); times > 0; times -= 1) {
    const [from, to] = [at(), at()].sort((a, b) => a - b) as [number, number];
    const kind = Math.floor(roll() * 5);
    if (kind === 0) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    else if (kind === 1)
      bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(SCRAPS[Math.floor(roll() * SCRAPS.length)] ?? ''), bytes.subarray(from)]); // prettier-ignore
    else if (kind === 2 && to - from < 4096) bytes = Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
    else if (kind === 3 && from < bytes.length) bytes[from] = Math.floor(roll() * 256);
    else if (kind === 4 && from + 4 <= bytes.length) bytes.writeUInt32LE(Math.floor(roll() * 0xffffffff), from);
  }
  return bytes;
}

export interface Outcome {
  readonly name: string;
  readonly inputs: number;
  readonly msEach: number;
  readonly slowest: number;
  /** Seed and words of what was thrown, or took longer than a second. */
  readonly wrong: readonly string[];
}

/** So many mangled inputs for every parser, each from its own seed. */
export function mangledAnswers(inputs: number): Outcome[] {
  return PARSERS.map(({ name, sample, read }) => {
    const wrong: string[] = [];
    let [total, slowest] = [0, 0];
    for (let seed = 1; seed <= inputs; seed += 1) {
      const bytes = mangle(sample, dice(seed));
      const began = process.cpuUsage().user;
      try {
        read(bytes);
      } catch (error) {
        wrong.push(`seed ${seed}: ${String(error).slice(0, 200)}`);
      }
      const ms = (process.cpuUsage().user - began) / 1000;
      total += ms;
      slowest = Math.max(slowest, ms);
      if (ms > 1000) wrong.push(`seed ${seed}: ${ms.toFixed(0)} ms`);
    }
    return { name, inputs, msEach: total / inputs, slowest, wrong };
  });
}

export function winrmCampaign(inputs: number): number {
  const outcomes = mangledAnswers(inputs);
  const rows = outcomes.map((one) => `| ${one.name} | ${one.inputs} | ${one.msEach.toFixed(3)} | ${one.slowest.toFixed(0)} | ${one.wrong.length} |`); // prettier-ignore
  const text = [
    '# Mangled answers of Windows hosts',
    '',
    `Made by \`npm run campaign -- winrm ${inputs}\`. A sound answer of each kind is cut, doubled, filled with scraps (entities, brackets, lengths, strange numbers, half characters) and has bytes and lengths changed, each from its seed. Wrong is: anything thrown, or more than a second of processor time.`,
    '',
    '| parser | inputs | ms each (processor) | slowest ms | wrong |',
    '|---|--:|--:|--:|--:|',
    ...rows,
    ...outcomes.flatMap((one) => one.wrong.slice(0, 20).map((words) => `\n- ${one.name}, ${words}`)),
    '',
  ].join('\n');
  const folder = fileURLToPath(new URL('../../docs/campaigns/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}winrm.md`, text);
  console.log(text);
  return outcomes.some((one) => one.wrong.length > 0) ? 1 : 0;
}
