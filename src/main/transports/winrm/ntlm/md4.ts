/** Node's OpenSSL 3 has no MD4 unless its legacy provider is loaded; NTLM hashes passwords with it. RFC 1320. */
const SHIFTS = [
  [3, 7, 11, 19],
  [3, 5, 9, 13],
  [3, 9, 11, 15],
] as const;
const ORDERS = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
  [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
] as const;
const ADDED = [0, 0x5a827999, 0x6ed9eba1] as const;

const mix = (round: number, x: number, y: number, z: number): number =>
  round === 0 ? (x & y) | (~x & z) : round === 1 ? (x & y) | (x & z) | (y & z) : x ^ y ^ z;
const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The digest's 16 bytes. */
export function md4(message: Uint8Array): Buffer {
  const padded = pad(message);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  for (let at = 0; at < padded.length; at += 64) block(state, padded, at);
  const digest = Buffer.alloc(16);
  state.forEach((word, index) => digest.writeInt32LE(word, index * 4));
  return digest;
}

/** One bit, zeros, and the length in bits as 64-bit number (RFC 1320, 3.1 and 3.2). */
function pad(message: Uint8Array): Buffer {
  const padded = Buffer.alloc(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  padded.writeBigUInt64LE(BigInt(message.length) * 8n, padded.length - 8);
  return padded;
}

function block(state: Int32Array, padded: Buffer, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (const round of [0, 1, 2] as const) {
    ORDERS[round].forEach((word, step) => {
      const sum = (a + mix(round, b, c, d) + padded.readInt32LE(at + word * 4) + ADDED[round]) | 0;
      [a, b, c, d] = [d, rotate(sum, SHIFTS[round][step % 4] ?? 0), b, c];
    });
  }
  [a, b, c, d].forEach((word, index) => (state[index] = (state[index] ?? 0) + word));
}
