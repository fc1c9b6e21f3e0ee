import { randomBytes } from 'node:crypto';
import { exchange, hmacMd5, ntowfv2, respond, utf16 } from './keys.ts';
import { AV, encodeAuthenticate, encodeAvPairs, encodeNegotiate, MIC_AT, readChallenge, WANTED, type AvPair } from './messages.ts';

export interface Account {
  readonly domain: string;
  readonly user: string;
}

/** "DOMAIN\user" has its domain apart; "user@realm" goes as it is, with no domain, and the host asks its own domain. */
export function accountFrom(name: string): Account {
  const at = name.indexOf('\\');
  return at < 0 ? { domain: '', user: name } : { domain: name.slice(0, at), user: name.slice(at + 1) };
}

export interface Random {
  readonly clientChallenge: Buffer;
  readonly sessionKey: Buffer;
}
const random = (): Random => ({ clientChallenge: randomBytes(8), sessionKey: randomBytes(16) });

export interface Authenticated {
  readonly message: Buffer;
  readonly sessionKey: Buffer;
  /** The host's clock, milliseconds since the epoch; null where it does not say. */
  readonly hostTime: number | null;
}

/** The negotiation of one connection. */
export interface NtlmClient {
  readonly negotiate: Buffer;
  /** Answers the host's challenge, or says in words why that cannot be. */
  authenticate(challenge: Buffer): Authenticated | string;
}

/** 100 ns since 1601 (FILETIME) at the beginning of 1970. */
const EPOCH = 116_444_736_000_000_000n;
const fileTime = (ms: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(ms) * 10_000n + EPOCH);
  return bytes;
};
const fromFileTime = (bytes: Buffer): number => Number((bytes.readBigUInt64LE() - EPOCH) / 10_000n);

/**
 * NTLMv2 only. `target` is "HTTP/host"; `binding` the hash that ties the sign-in to the TLS connection, null without TLS.
 * [MS-NLMP] 3.1.5.1.2.
 */
export function ntlmClient(
  account: Account,
  password: string,
  target: string,
  binding: Buffer | null,
  chosen: Random = random(),
): NtlmClient {
  const negotiate = encodeNegotiate();
  const authenticate = (bytes: Buffer): Authenticated | string => {
    const challenge = readChallenge(bytes);
    if (typeof challenge === 'string') return challenge;
    const said = challenge.targetInfo.find((pair) => pair.id === AV.time && pair.value.length === 8)?.value ?? null;
    const pairs = targetInfo(challenge.targetInfo, said !== null, target, binding);
    const key = ntowfv2(password, account.user, account.domain);
    const time = said ?? fileTime(Date.now());
    const { nt, lm, exchangeKey } = respond(key, challenge.serverChallenge, chosen.clientChallenge, time, encodeAvPairs(pairs));
    const parts = {
      ...account,
      flags: (challenge.flags & WANTED) >>> 0,
      workstation: '',
      // Where the host says its time, the old response is empty and the whole is signed.
      lm: said ? Buffer.alloc(24) : lm,
      nt,
      encryptedKey: exchange(exchangeKey, chosen.sessionKey),
    };
    const message = encodeAuthenticate({ ...parts, mic: Buffer.alloc(16) });
    if (said) hmacMd5(chosen.sessionKey, negotiate, bytes, message).copy(message, MIC_AT);
    return { message, sessionKey: chosen.sessionKey, hostTime: said ? fromFileTime(said) : null };
  };
  return { negotiate, authenticate };
}

/** The host's own pairs, with ours in the place of any that it sent of the same kind. */
function targetInfo(theirs: readonly AvPair[], withMic: boolean, target: string, binding: Buffer | null): AvPair[] {
  const ours = new Set<number>([AV.targetName, AV.channelBinding, ...(withMic ? [AV.flags] : [])]);
  const flags = Buffer.alloc(4);
  const before = theirs.find((pair) => pair.id === AV.flags && pair.value.length === 4)?.value.readUInt32LE() ?? 0;
  flags.writeUInt32LE((before | 2) >>> 0);
  return [
    ...theirs.filter((pair) => !ours.has(pair.id)),
    ...(withMic ? [{ id: AV.flags, value: flags }] : []),
    { id: AV.channelBinding, value: binding ?? Buffer.alloc(16) },
    { id: AV.targetName, value: utf16(target) },
  ];
}
