const SECRET_KEY = /pass(word|phrase|wd)|secret|token|credential(?!Id$)|private[-_ ]?key/i;
const PRIVATE_KEY_BLOCK = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g;
const HIDDEN = '***';

/** Hides private keys that ended up in a text. */
export const redactText = (text: string): string => text.replace(PRIVATE_KEY_BLOCK, HIDDEN);

/**
 * The last gate before something is kept for good. Secrets have a type of their own and never get here;
 * should one do so all the same, under a name that says what it is, it is not written.
 */
export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, SECRET_KEY.test(key) ? HIDDEN : redact(part)]));
}
