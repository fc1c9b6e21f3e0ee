/** All in seconds. */
export interface Timing {
  readonly connect: number;
  /** For the key exchange and the sign-in, once TCP stands. PAM may take its time to refuse. */
  readonly handshake: number;
  /** Between two signs of life; a connection counts as lost after three without an answer. */
  readonly keepalive: number;
}

export const TIMING: Timing = { connect: 10, handshake: 20, keepalive: 15 };
export const KEEPALIVE_TRIES = 3;
