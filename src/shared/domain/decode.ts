/** What a text file was written in, found out from its bytes. */
export interface Decoded {
  readonly text: string;
  readonly encoding: string;
}

/** Node and the browser both have it; the types of neither belong in what they share. https://encoding.spec.whatwg.org/#interface-textdecoder */
const { TextDecoder } = globalThis as unknown as {
  TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
};

/**
 * Bytes as text: by the byte order mark; else UTF-16 where every other byte is zero, as ASCII is in it; else UTF-8 where
 * it is valid; else Windows-1252, the superset of Latin-1 that spreadsheets write. Null: none of them, or no text at all.
 */
export function decode(bytes: Uint8Array): Decoded | null {
  for (const [label, encoding] of candidates(bytes)) {
    const text = decodeAs(label, bytes);
    if (text !== null && !/[\0\u0081\u008d\u008f\u0090\u009d]/.test(text)) return { text, encoding };
  }
  return null;
}

function candidates(bytes: Uint8Array): readonly (readonly [label: string, encoding: string])[] {
  const [a, b, c, d] = bytes;
  // The mark of UTF-32 begins with that of UTF-16; nobody writes UTF-32, and its zeros would fail below.
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? [] : [['utf-16le', 'UTF-16 LE']];
  if (a === 0xfe && b === 0xff) return [['utf-16be', 'UTF-16 BE']];
  if (a === 0xef && b === 0xbb && c === 0xbf) return [['utf-8', 'UTF-8 with BOM']];
  const { even, odd } = zeros(bytes);
  if (odd && !even) return [['utf-16le', 'UTF-16 LE']];
  if (even && !odd) return [['utf-16be', 'UTF-16 BE']];
  return [['utf-8', 'UTF-8'], ['windows-1252', 'Windows-1252']]; // prettier-ignore
}

function zeros(bytes: Uint8Array): { readonly even: boolean; readonly odd: boolean } {
  const found = { even: false, odd: false };
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 0) found[at % 2 === 0 ? 'even' : 'odd'] = true;
  return found;
}

function decodeAs(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
