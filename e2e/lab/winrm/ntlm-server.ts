import { randomBytes } from 'node:crypto';
import { exchange, hmacMd5, ntowfv2, utf16 } from '../../../src/main/transports/winrm/ntlm/keys.ts';
import { AV, encodeAvPairs, MIC_AT, readAvPairs, type AvPair } from '../../../src/main/transports/winrm/ntlm/messages.ts';
import { Sealer } from '../../../src/main/transports/winrm/ntlm/seal.ts';

/** What a Windows Server 2022 answers to a client that asks for sealing; 0x2000000 is its version. */
const FLAGS = 0xe28a8235;

export interface Users {
  /** User name in lower case, without a domain, to the password. */
  readonly [user: string]: string;
}
/** Whether a client must name the certificate that it sees (CbtHardeningLevel of WinRM). */
export type Hardening = 'none' | 'relaxed' | 'strict';

/** The server's side of [MS-NLMP] for one connection. */
export class NtlmServer {
  readonly #users: Users;
  readonly #binding: Buffer | null;
  readonly #hardening: Hardening;
  readonly #clockMs: number;
  readonly #challenge = randomBytes(8);
  #negotiate: Buffer = Buffer.alloc(0);
  #message: Buffer = Buffer.alloc(0);

  constructor(users: Users, binding: Buffer | null, hardening: Hardening, clockMs: number) {
    this.#users = users;
    this.#binding = binding;
    this.#hardening = hardening;
    this.#clockMs = clockMs;
  }

  challenge(negotiate: Buffer): Buffer {
    const time = Buffer.alloc(8);
    time.writeBigUInt64LE(BigInt(this.#clockMs) * 10_000n + 116_444_736_000_000_000n);
    const pairs: AvPair[] = [2, 1, 4, 3].map((id) => ({ id, value: utf16(id > 2 ? 'win1.lab.test' : 'WIN1') }));
    const info = encodeAvPairs([...pairs, { id: AV.time, value: time }]);
    const name = utf16('WIN1');
    const head = Buffer.alloc(56);
    head.write('NTLMSSP\0', 'latin1');
    head.writeUInt32LE(2, 8);
    for (const [at, bytes, from] of [[12, name, 56], [40, info, 56 + name.length]] as const) {
      head.writeUInt16LE(bytes.length, at);
      head.writeUInt16LE(bytes.length, at + 2);
      head.writeUInt32LE(from, at + 4);
    } // prettier-ignore
    head.writeUInt32LE(FLAGS, 20);
    this.#challenge.copy(head, 24);
    head.set([10, 0, 0x7c, 0x4f, 0, 0, 0, 15], 48);
    this.#negotiate = negotiate;
    this.#message = Buffer.concat([head, name, info]);
    return this.#message;
  }

  /** Who signed in, and the seals of the connection; in words why not. */
  verify(message: Buffer): { readonly user: string; readonly sealer: Sealer } | string {
    if (this.#message.length === 0) return 'no challenge was asked for';
    if (message.length < 88 || message.readUInt32LE(8) !== 3) return 'no type 3 message';
    const field = (at: number): Buffer => {
      const start = message.readUInt32LE(at + 4);
      return message.subarray(start, start + message.readUInt16LE(at));
    };
    const [nt, domain, user] = [field(20), field(28).toString('utf16le'), field(36).toString('utf16le')];
    const password = this.#users[user.toLowerCase()];
    if (password === undefined) return `no user ${user}`;
    const key = ntowfv2(password, user, domain);
    if (!hmacMd5(key, this.#challenge, nt.subarray(16)).equals(nt.subarray(0, 16))) return 'wrong password';
    const pairs = readAvPairs(Buffer.from(nt.subarray(44))) ?? [];
    const value = (id: number): Buffer | undefined => pairs.find((pair) => pair.id === id)?.value;
    const sessionKey = exchange(hmacMd5(key, nt.subarray(0, 16)), field(52));
    const bare = Buffer.from(message).fill(0, MIC_AT, MIC_AT + 16);
    const isSigned = ((value(AV.flags)?.readUInt32LE() ?? 0) & 2) !== 0;
    if (isSigned && !hmacMd5(sessionKey, this.#negotiate, this.#message, bare).equals(message.subarray(MIC_AT, MIC_AT + 16)))
      return 'the MIC is not right';
    const shown = value(AV.channelBinding) ?? Buffer.alloc(16);
    if (this.#binding && !this.#isBound(shown)) return 'the channel binding is not that of this connection';
    return { user, sealer: new Sealer(sessionKey, 'server') };
  }

  #isBound(shown: Buffer): boolean {
    const isMissing = shown.equals(Buffer.alloc(16));
    if (this.#hardening === 'none' || (this.#hardening === 'relaxed' && isMissing)) return true;
    return this.#binding?.equals(shown) ?? true;
  }
}
