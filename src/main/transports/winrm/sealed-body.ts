import { SIGNATURE_BYTES } from './ntlm/seal.ts';

const PROTOCOL = 'application/HTTP-SPNEGO-session-encrypted';
const BOUNDARY = 'Encrypted Boundary';
export const SEALED_TYPE = `multipart/encrypted;protocol="${PROTOCOL}";boundary="${BOUNDARY}"`;

export const isSealed = (contentType: string): boolean => /^multipart\/encrypted\b/i.test(contentType.trim());

/** [MS-WSMV] 2.2.9.1: two parts, the second of them binary with the signature's length before it. */
export function packSealed(signature: Uint8Array, sealed: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signature.length);
  return Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\n\tContent-Type: ${PROTOCOL}\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=${sealed.length}\r\n` +
        `--${BOUNDARY}\r\n\tContent-Type: application/octet-stream\r\n`,
    ),
    length,
    signature,
    sealed,
    Buffer.from(`--${BOUNDARY}--\r\n`),
  ]);
}

/** Exchange writes a blank behind the dashes; header names have no case (RFC 822). */
const HEAD =
  /^-- ?Encrypted Boundary\r\n\s*Content-Type:[^\r\n]*\r\n\s*OriginalContent:[^\r\n]*?;\s*Length=(\d{1,9})\s*\r\n-- ?Encrypted Boundary\r\n\s*Content-Type:\s*application\/octet-stream\s*\r\n/i;
/** The head is at most this long. */
const HEAD_BYTES = 1024;

/** Taken apart by lengths: nothing is looked for in what is encrypted. Answers in words why it cannot be. */
export function unpackSealed(body: Buffer): { readonly signature: Buffer; readonly sealed: Buffer } | string {
  const head = HEAD.exec(body.toString('latin1', 0, HEAD_BYTES));
  if (!head) return 'an encrypted answer that does not begin as one';
  const at = head[0].length;
  const size = Number(head[1]);
  if (body.length < at + 4 || body.readUInt32LE(at) !== SIGNATURE_BYTES) return 'an encrypted answer with a signature of another length';
  const start = at + 4 + SIGNATURE_BYTES;
  const end = start + size;
  if (!/^-- ?Encrypted Boundary--(\r\n)?$/.test(body.toString('latin1', end, body.length)))
    return 'an encrypted answer whose length is not what it says';
  return { signature: body.subarray(at + 4, start), sealed: body.subarray(start, end) };
}
