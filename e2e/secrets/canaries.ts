import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A secret that is like no other text on earth: found anywhere, it was leaked from here. */
export const canary = (what: string): string => `cnry${what}${randomBytes(12).toString('hex')}`;

/** How a secret may look where it lies: as it is, or in hexadecimal, base64 at any offset, or UTF-16. */
export const formsOf = (secret: string): Buffer[] => {
  const bytes = Buffer.from(secret);
  const shifted = [0, 1, 2].map((pad) => {
    const text = Buffer.concat([Buffer.alloc(pad), bytes]).toString('base64');
    // The first and last characters mix with their neighbours.
    return Buffer.from(text.slice(4, -4));
  });
  return [bytes, Buffer.from(bytes.toString('hex')), ...shifted, Buffer.from(secret, 'utf16le')];
};

export type Named = Readonly<Record<string, string>>;

/** Which of the secrets are in there, by name. */
export const inText = (text: string | Buffer, secrets: Named): string[] => {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return Object.entries(secrets).flatMap(([name, secret]) => (formsOf(secret).some((form) => bytes.includes(form)) ? [name] : []));
};

/** Every file under a folder that holds a secret: "PATH: NAME". Names of files count too. */
export function inFolder(folder: string, secrets: Named): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [...inText(path, secrets), ...(entry.isFile() ? inText(readAll(path), secrets) : [])].map((name) => `${path}: ${name}`);
  });
}

function readAll(path: string): Buffer {
  const bytes = Buffer.alloc(statSync(path).size);
  const file = openSync(path, 'r');
  readSync(file, bytes);
  closeSync(file);
  return bytes;
}
