import { decode } from '../decode.ts';

/**
 * A list of packages as text, whatever wrote it: UTF-8, UTF-16 (PowerShell's `>`), Windows-1252, or a code page of the
 * Windows console (850, 936). What counts in it, names and numbers, is ASCII in all of these.
 */
export function textOf(bytes: Uint8Array): string {
  const found = decode(bytes);
  if (found) return found.text;
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}
