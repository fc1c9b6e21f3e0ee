import { createHash, createHmac } from 'node:crypto';
import { md4 } from './md4.ts';
import { Rc4 } from './rc4.ts';

export const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
export const hmacMd5 = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
  const hmac = createHmac('md5', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
};
const md5 = (...parts: readonly Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

/** One UTF-16 unit at a time, as Windows upper-cases: "ß" stays one character. */
const upper = (text: string): string => text.replace(/[^]/g, (unit) => (unit.toUpperCase().length === 1 ? unit.toUpperCase() : unit));

/** [MS-NLMP] 3.3.2, NTOWFv2. Only the user is upper-cased, the domain is taken as it was typed. */
export const ntowfv2 = (password: string, user: string, domain: string): Buffer =>
  hmacMd5(md4(utf16(password)), utf16(upper(user) + domain));

/** [MS-NLMP] 3.3.2, ComputeResponse. `time` is a FILETIME of 8 bytes, `targetInfo` the list of AV pairs with its end. */
export function respond(
  key: Uint8Array,
  serverChallenge: Uint8Array,
  clientChallenge: Uint8Array,
  time: Uint8Array,
  targetInfo: Uint8Array,
): { readonly nt: Buffer; readonly lm: Buffer; readonly exchangeKey: Buffer } {
  const head = Buffer.from([1, 1, 0, 0, 0, 0, 0, 0]);
  const temp = Buffer.concat([head, time, clientChallenge, Buffer.alloc(4), targetInfo, Buffer.alloc(4)]);
  const proof = hmacMd5(key, serverChallenge, temp);
  return {
    nt: Buffer.concat([proof, temp]),
    lm: Buffer.concat([hmacMd5(key, serverChallenge, clientChallenge), clientChallenge]),
    exchangeKey: hmacMd5(key, proof),
  };
}

/** What the session key travels as, and back: the cipher is its own inverse. */
export const exchange = (exchangeKey: Uint8Array, sessionKey: Uint8Array): Buffer => new Rc4(exchangeKey).apply(sessionKey);

/** [MS-NLMP] 3.4.5.2 and 3.4.5.3, with extended session security and 128 bits: we take nothing less. */
const derived = (sessionKey: Uint8Array, by: 'client' | 'server', what: 'sealing' | 'signing'): Buffer => {
  const direction = by === 'client' ? 'client-to-server' : 'server-to-client';
  return md5(sessionKey, Buffer.from(`session key to ${direction} ${what} key magic constant\0`, 'latin1'));
};
export const sealKey = (sessionKey: Uint8Array, by: 'client' | 'server'): Buffer => derived(sessionKey, by, 'sealing');
export const signKey = (sessionKey: Uint8Array, by: 'client' | 'server'): Buffer => derived(sessionKey, by, 'signing');

/**
 * The value of AV pair 10: MD5 of the packed gss_channel_bindings_struct of RFC 2744 with nothing but application data,
 * which is "tls-server-end-point:" and the certificate's hash (RFC 5929, 4.1).
 */
export function channelBinding(certificateHash: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from('tls-server-end-point:'), certificateHash]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return md5(Buffer.alloc(16), length, data);
}
