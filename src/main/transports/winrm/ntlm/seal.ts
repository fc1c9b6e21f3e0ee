import { timingSafeEqual } from 'node:crypto';
import { hmacMd5, sealKey, signKey } from './keys.ts';
import { Rc4 } from './rc4.ts';

export const SIGNATURE_BYTES = 16;

/** One direction of a session: its cipher goes on from message to message, and so does its number. */
class Direction {
  readonly #cipher: Rc4;
  readonly #signKey: Buffer;
  #sequence = 0;

  constructor(sessionKey: Uint8Array, by: 'client' | 'server') {
    this.#cipher = new Rc4(sealKey(sessionKey, by));
    this.#signKey = signKey(sessionKey, by);
  }

  cipher(bytes: Uint8Array): Buffer {
    return this.#cipher.apply(bytes);
  }

  /** [MS-NLMP] 3.4.4.2: over the plain text, and its first eight bytes through the same cipher after the data. */
  sign(plain: Uint8Array): Buffer {
    const sequence = Buffer.alloc(4);
    sequence.writeUInt32LE(this.#sequence++ >>> 0);
    const sum = hmacMd5(this.#signKey, sequence, plain).subarray(0, 8);
    return Buffer.concat([Buffer.from([1, 0, 0, 0]), this.#cipher.apply(sum), sequence]);
  }
}

/** [MS-NLMP] 3.4: signs and seals what `by` sends, opens what the other side sends. */
export class Sealer {
  readonly #out: Direction;
  readonly #in: Direction;
  #broken = false;

  constructor(sessionKey: Uint8Array, by: 'client' | 'server' = 'client') {
    this.#out = new Direction(sessionKey, by);
    this.#in = new Direction(sessionKey, by === 'client' ? 'server' : 'client');
  }

  seal(plain: Uint8Array): { readonly signature: Buffer; readonly sealed: Buffer } {
    const sealed = this.#out.cipher(plain);
    return { signature: this.#out.sign(plain), sealed };
  }

  /** null where the message was altered, replayed or left out: nothing after it can be trusted either. */
  open(signature: Uint8Array, sealed: Uint8Array): Buffer | null {
    if (this.#broken) return null;
    const plain = this.#in.cipher(sealed);
    const wanted = this.#in.sign(plain);
    this.#broken = signature.length !== SIGNATURE_BYTES || !timingSafeEqual(wanted, signature);
    return this.#broken ? null : plain;
  }
}
