/** RC4 as one stream that goes on from call to call. Node's OpenSSL 3 refuses it; NTLM seals with it and has nothing else. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, index) => index);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    let j = 0;
    for (let i = 0; i < 256; i += 1) {
      j = (j + this.#swapped(i) + (key[i % key.length] ?? 0)) & 255;
      this.#swap(i, j);
    }
  }

  apply(bytes: Uint8Array): Buffer {
    const out = Buffer.allocUnsafe(bytes.length);
    for (let at = 0; at < bytes.length; at += 1) {
      this.#i = (this.#i + 1) & 255;
      this.#j = (this.#j + this.#swapped(this.#i)) & 255;
      this.#swap(this.#i, this.#j);
      out[at] = (bytes[at] ?? 0) ^ this.#swapped((this.#swapped(this.#i) + this.#swapped(this.#j)) & 255);
    }
    return out;
  }

  #swapped(index: number): number {
    return this.#state[index] ?? 0;
  }

  #swap(i: number, j: number): void {
    const one = this.#swapped(i);
    this.#state[i] = this.#swapped(j);
    this.#state[j] = one;
  }
}
