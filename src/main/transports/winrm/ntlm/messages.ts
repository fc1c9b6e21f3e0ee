import { utf16 } from './keys.ts';

/** [MS-NLMP] 2.2.2.5. */
export const FLAGS = {
  unicode: 0x1,
  requestTarget: 0x4,
  sign: 0x10,
  seal: 0x20,
  ntlm: 0x200,
  alwaysSign: 0x8000,
  extendedSecurity: 0x80000,
  targetInfo: 0x800000,
  version: 0x2000000,
  key128: 0x20000000,
  keyExchange: 0x40000000,
  key56: 0x80000000,
} as const;

/** Without these a message could not be sealed as we seal it. */
const NEEDED = FLAGS.unicode | FLAGS.sign | FLAGS.seal | FLAGS.extendedSecurity | FLAGS.key128 | FLAGS.keyExchange;
export const WANTED = (NEEDED | FLAGS.requestTarget | FLAGS.ntlm | FLAGS.alwaysSign | FLAGS.targetInfo | FLAGS.version | FLAGS.key56) >>> 0;

/** [MS-NLMP] 2.2.2.1. */
export const AV = { end: 0, flags: 6, time: 7, targetName: 9, channelBinding: 10 } as const;
export interface AvPair {
  readonly id: number;
  readonly value: Buffer;
}

const SIGNATURE = Buffer.from('NTLMSSP\0', 'latin1');
/** Windows 10 / Server 2016, NTLMSSP revision 15: some servers look at it, none depends on it. */
const VERSION = Buffer.from([10, 0, 0x39, 0x38, 0, 0, 0, 15]);
const MOST_BYTES = 64 * 1024;

/** Type 1. Names nobody: the account stands in the last message only. */
export function encodeNegotiate(flags: number = WANTED): Buffer {
  const message = Buffer.alloc(40);
  SIGNATURE.copy(message);
  message.writeUInt32LE(1, 8);
  message.writeUInt32LE(flags >>> 0, 12);
  for (const at of [16, 24]) message.writeUInt32LE(40, at + 4);
  VERSION.copy(message, 32);
  return message;
}

export interface Challenge {
  readonly flags: number;
  readonly serverChallenge: Buffer;
  readonly targetInfo: readonly AvPair[];
}

/** Type 2, from a host: every offset and length is checked. Answers why not, in words, where it is none or offers too little. */
export function readChallenge(message: Buffer): Challenge | string {
  if (message.length < 48 || message.length > MOST_BYTES) return `an NTLM challenge of ${message.length} bytes`;
  if (!message.subarray(0, 8).equals(SIGNATURE) || message.readUInt32LE(8) !== 2) return 'no NTLM challenge';
  const flags = message.readUInt32LE(20);
  const missing = NEEDED & ~flags;
  if (missing) return `the host's NTLM does not offer what sealing needs (flags 0x${flags.toString(16)})`;
  const [length, at] = [message.readUInt16LE(40), message.readUInt32LE(44)];
  const targetInfo = flags & FLAGS.targetInfo && at + length <= message.length ? readAvPairs(message.subarray(at, at + length)) : null;
  if (!targetInfo) return 'an NTLM challenge without target information: the host does not offer NTLMv2';
  return { flags, serverChallenge: Buffer.from(message.subarray(24, 32)), targetInfo };
}

/** null where the list does not end as it should. */
export function readAvPairs(bytes: Buffer): AvPair[] | null {
  const pairs: AvPair[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const [id, length] = [bytes.readUInt16LE(at), bytes.readUInt16LE(at + 2)];
    if (id === AV.end) return pairs;
    at += 4 + length;
    if (at > bytes.length) return null;
    pairs.push({ id, value: Buffer.from(bytes.subarray(at - length, at)) });
  }
  return null;
}

export function encodeAvPairs(pairs: readonly AvPair[]): Buffer {
  const parts = [...pairs, { id: AV.end, value: Buffer.alloc(0) }].flatMap(({ id, value }) => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(id);
    head.writeUInt16LE(value.length, 2);
    return [head, value];
  });
  return Buffer.concat(parts);
}

export interface Authenticate {
  readonly flags: number;
  readonly domain: string;
  readonly user: string;
  readonly workstation: string;
  readonly lm: Uint8Array;
  readonly nt: Uint8Array;
  readonly encryptedKey: Uint8Array;
  /** Its 16 bytes; null leaves the field out, as a message without one has it. */
  readonly mic: Uint8Array | null;
  /** The eight bytes of the sender's version; ours where missing. */
  readonly version?: Uint8Array;
}

export const MIC_AT = 72;

/** Type 3. [MS-NLMP] 2.2.1.3; the order of the payload is that of the specification's own example. */
export function encodeAuthenticate(one: Authenticate): Buffer {
  const head = Buffer.alloc(MIC_AT + (one.mic ? 16 : 0));
  SIGNATURE.copy(head);
  head.writeUInt32LE(3, 8);
  const payload: Uint8Array[] = [];
  let end = head.length;
  const put = (at: number, bytes: Uint8Array): void => {
    head.writeUInt16LE(bytes.length, at);
    head.writeUInt16LE(bytes.length, at + 2);
    head.writeUInt32LE(end, at + 4);
    end += bytes.length;
    payload.push(bytes);
  };
  put(28, utf16(one.domain));
  put(36, utf16(one.user));
  put(44, utf16(one.workstation));
  put(12, one.lm);
  put(20, one.nt);
  put(52, one.encryptedKey);
  head.writeUInt32LE(one.flags >>> 0, 60);
  head.set(one.version ?? VERSION, 64);
  if (one.mic) head.set(one.mic, MIC_AT);
  return Buffer.concat([head, ...payload]);
}
