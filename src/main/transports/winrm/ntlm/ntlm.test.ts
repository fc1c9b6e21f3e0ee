import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { accountFrom, ntlmClient } from './client.ts';
import { channelBinding, exchange, hmacMd5, ntowfv2, respond, sealKey, signKey, utf16 } from './keys.ts';
import { md4 } from './md4.ts';
import { AV, encodeAuthenticate, encodeAvPairs, MIC_AT, readAvPairs, readChallenge } from './messages.ts';
import { Rc4 } from './rc4.ts';
import { Sealer } from './seal.ts';

interface Message {
  readonly dir: 'server-to-client' | 'client-to-server';
  readonly plaintext: string;
  readonly signature_then_sealed: string;
}
interface Transcript {
  readonly name: string;
  readonly domain: string;
  readonly user: string;
  readonly password: string;
  readonly negotiate: string;
  readonly challenge: string;
  readonly authenticate: string;
  readonly exported_session_key: string;
  readonly messages: readonly Message[];
  readonly certificate_hash_sha256?: string;
  readonly expected_av_channel_bindings_md5?: string;
}
type Words = Readonly<Record<string, string>>;
const vectors = JSON.parse(readFileSync(new URL('../fixtures/ntlm-vectors.json', import.meta.url), 'utf8')) as {
  readonly ms_nlmp_4_2: Readonly<
    Record<'common' | 'hashes' | 'ntlmv2' | 'keys_from_random_session_key_55x16' | 'gss_wrap_ntlmv2_seq0', Words>
  >;
  readonly md4_rfc1320: Words;
  readonly local_transcripts: readonly Transcript[];
};
const hex = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'hex');
const b64 = (text: string): Buffer => Buffer.from(text, 'base64');
const { common, hashes, ntlmv2, gss_wrap_ntlmv2_seq0: wrap, keys_from_random_session_key_55x16: keys } = vectors.ms_nlmp_4_2;

/** A field of a type 3 message: length at `at`, offset four bytes further. */
const field = (message: Buffer, at: number): Buffer =>
  message.subarray(message.readUInt32LE(at + 4), message.readUInt32LE(at + 4) + message.readUInt16LE(at));

describe('MD4 (RFC 1320, A.5)', () => {
  it.each(Object.entries(vectors.md4_rfc1320))('of %j', (text, digest) => expect(md4(Buffer.from(text)).toString('hex')).toBe(digest));
  it('pads at every length as the reference does: 119 to 129 bytes all differ and are 16 bytes', () => {
    const digests = new Set(Array.from({ length: 130 }, (_, n) => md4(Buffer.alloc(n, 7)).toString('hex')));
    expect(digests.size).toBe(130);
  });
});

it('RC4 goes on from call to call (RFC 6229, 40-bit key 0102030405)', () => {
  const stream = new Rc4(hex('0102030405'));
  expect(Buffer.concat([stream.apply(Buffer.alloc(5)), stream.apply(Buffer.alloc(11))]).toString('hex')).toBe(
    'b2396305f03dc027ccc3524a0a1118a8',
  );
});

describe('[MS-NLMP] 4.2', () => {
  const key = ntowfv2(common['password'] ?? '', common['user'] ?? '', common['domain'] ?? '');
  const answer = respond(
    key,
    hex(common['server_challenge']),
    hex(common['client_challenge']),
    hex(common['time']),
    hex(ntlmv2['av_pairs']),
  );

  it('NTOWFv1 and NTOWFv2', () => {
    expect(md4(utf16(common['password'] ?? '')).toString('hex')).toBe(hashes['NTOWFv1']);
    expect(key.toString('hex')).toBe(hashes['NTOWFv2']);
  });
  it('temp, proof, both responses, the keys', () => {
    expect(answer.nt.toString('hex')).toBe(`${ntlmv2['NTProofStr']}${ntlmv2['temp']}`);
    expect(answer.lm.toString('hex')).toBe(ntlmv2['LMv2Response']);
    expect(answer.exchangeKey.toString('hex')).toBe(ntlmv2['SessionBaseKey_eq_KeyExchangeKey']);
    expect(exchange(answer.exchangeKey, hex(common['random_session_key'])).toString('hex')).toBe(ntlmv2['EncryptedRandomSessionKey']);
  });
  it('reads the CHALLENGE_MESSAGE', () => {
    const challenge = readChallenge(hex(ntlmv2['CHALLENGE_MESSAGE']));
    if (typeof challenge === 'string') throw new Error(challenge);
    expect(challenge.serverChallenge.toString('hex')).toBe(common['server_challenge']);
    expect(encodeAvPairs(challenge.targetInfo).toString('hex')).toBe(ntlmv2['av_pairs']);
  });
  it('makes the AUTHENTICATE_MESSAGE byte for byte', () => {
    const wanted = hex(ntlmv2['AUTHENTICATE_MESSAGE']);
    const message = encodeAuthenticate({
      flags: wanted.readUInt32LE(60),
      domain: common['domain'] ?? '',
      user: common['user'] ?? '',
      workstation: common['workstation'] ?? '',
      lm: answer.lm,
      nt: answer.nt,
      encryptedKey: exchange(answer.exchangeKey, hex(common['random_session_key'])),
      mic: null,
      version: wanted.subarray(64, 72),
    });
    expect(message.toString('hex')).toBe(wanted.toString('hex'));
  });
  it('the keys of both directions', () => {
    const session = hex(common['random_session_key']);
    expect(sealKey(session, 'client').toString('hex')).toBe(keys['sealkey_client_128']);
    expect(sealKey(session, 'server').toString('hex')).toBe(keys['sealkey_server_128']);
    expect(signKey(session, 'client').toString('hex')).toBe(keys['signkey_client']);
  });
  it('seals and signs', () => {
    const { signature, sealed } = new Sealer(hex(common['random_session_key'])).seal(utf16(wrap['plaintext_utf16le'] ?? ''));
    expect(sealed.toString('hex')).toBe(wrap['sealed']);
    expect(signature.toString('hex')).toBe(wrap['signature']);
  });
});

describe.each(vectors.local_transcripts)('transcript $name', (one) => {
  const [negotiate, challenge, authenticate] = [b64(one.negotiate), b64(one.challenge), b64(one.authenticate)];
  const nt = field(authenticate, 20);
  const server = readChallenge(challenge);
  if (typeof server === 'string') throw new Error(server);
  const key = ntowfv2(one.password, one.user, one.domain);
  const pairs = readAvPairs(nt.subarray(16 + 28)) ?? [];
  const value = (id: number): Buffer | undefined => pairs.find((pair) => pair.id === id)?.value;
  const sessionKey = exchange(hmacMd5(key, nt.subarray(0, 16)), field(authenticate, 52));

  it('has the proof, the session key and, where it says so, the MIC that ours has', () => {
    expect(hmacMd5(key, server.serverChallenge, nt.subarray(16)).equals(nt.subarray(0, 16))).toBe(true);
    expect(sessionKey.equals(b64(one.exported_session_key))).toBe(true);
    if (!((value(AV.flags)?.readUInt32LE() ?? 0) & 2)) return;
    const bare = Buffer.from(authenticate).fill(0, MIC_AT, MIC_AT + 16);
    expect(hmacMd5(sessionKey, negotiate, challenge, bare).equals(authenticate.subarray(MIC_AT, MIC_AT + 16))).toBe(true);
  });
  it('has the channel binding that ours has', () => {
    if (!one.certificate_hash_sha256) return expect(one.expected_av_channel_bindings_md5).toBeUndefined();
    const ours = channelBinding(hex(one.certificate_hash_sha256));
    expect(ours.toString('hex')).toBe(one.expected_av_channel_bindings_md5);
    expect(value(AV.channelBinding)?.equals(ours)).toBe(true);
  });
  it('is sealed as ours, and what was altered or replayed is refused', () => {
    const by = one.messages[0]?.dir === 'server-to-client' ? 'server' : 'client';
    const other = new Sealer(sessionKey, by);
    const reader = new Sealer(sessionKey, by === 'server' ? 'client' : 'server');
    let last: Buffer = Buffer.alloc(0);
    for (const message of one.messages) {
      last = b64(message.signature_then_sealed);
      const { signature, sealed } = other.seal(b64(message.plaintext));
      expect(Buffer.concat([signature, sealed]).equals(last)).toBe(true);
      expect(reader.open(last.subarray(0, 16), last.subarray(16))?.toString('base64')).toBe(message.plaintext);
    }
    expect(reader.open(last.subarray(0, 16), last.subarray(16))).toBeNull();
    const altered = Buffer.from(last);
    altered[altered.length - 1] = (altered.at(-1) ?? 0) ^ 1;
    const fresh = new Sealer(sessionKey, by === 'server' ? 'client' : 'server');
    expect(fresh.open(altered.subarray(0, 16), altered.subarray(16))).toBeNull();
  });
});

describe('what we answer a challenge', () => {
  const [{ negotiate: _, challenge, ...one }] = vectors.local_transcripts as unknown as [Transcript];
  const chosen = { clientChallenge: Buffer.alloc(8, 0xaa), sessionKey: Buffer.alloc(16, 0x55) };
  const binding = channelBinding(createHash('sha256').update('certificate').digest());
  const client = ntlmClient(accountFrom(`${one.domain}\\${one.user}`), one.password, 'HTTP/web', binding, chosen);
  const answered = client.authenticate(b64(challenge));
  if (typeof answered === 'string') throw new Error(answered);

  it('names target and binding, keeps the host’s pairs and its time, is signed', () => {
    const nt = field(answered.message, 20);
    const pairs = readAvPairs(nt.subarray(44)) ?? [];
    const value = (id: number): Buffer => pairs.find((pair) => pair.id === id)?.value ?? Buffer.alloc(0);
    expect(value(AV.targetName).toString('utf16le')).toBe('HTTP/web');
    expect(value(AV.channelBinding).equals(binding)).toBe(true);
    expect(value(AV.flags).readUInt32LE() & 2).toBe(2);
    expect(nt.subarray(24, 32).equals(value(AV.time))).toBe(true);
    expect(field(answered.message, 12).equals(Buffer.alloc(24))).toBe(true);
    expect(new Date(answered.hostTime ?? 0).toISOString().slice(0, 10)).toBe('2026-11-21');
    const bare = Buffer.from(answered.message).fill(0, MIC_AT, MIC_AT + 16);
    expect(hmacMd5(chosen.sessionKey, client.negotiate, b64(challenge), bare).equals(answered.message.subarray(MIC_AT, MIC_AT + 16))).toBe(
      true,
    );
  });
  it('refuses a challenge that offers less, lies about its lengths, or is none', () => {
    const weak = b64(challenge);
    weak.writeUInt32LE((weak.readUInt32LE(20) & ~0x20000000) >>> 0, 20);
    expect(client.authenticate(weak)).toMatch(/does not offer/);
    const lying = b64(challenge);
    lying.writeUInt32LE(0xfffffff0, 44);
    expect(client.authenticate(lying)).toMatch(/target information/);
    expect(client.authenticate(b64(challenge).subarray(0, 40))).toMatch(/40 bytes/);
    expect(client.authenticate(Buffer.alloc(64))).toBe('no NTLM challenge');
  });
  it('takes an account apart as Windows does, and upper-cases one unit at a time', () => {
    expect(accountFrom('LAB\\kim')).toEqual({ domain: 'LAB', user: 'kim' });
    expect(accountFrom('kim@lab.test')).toEqual({ domain: '', user: 'kim@lab.test' });
    expect(ntowfv2('x', 'straße', '').equals(hmacMd5(md4(utf16('x')), utf16('STRAßE')))).toBe(true);
  });
});
