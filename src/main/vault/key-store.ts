import type { Result } from '../../shared/domain/result.ts';

/**
 * The system's own place for a secret: Electron's safeStorage, or the desktop's secret service. It seals the vault's key
 * and nothing else. What goes wrong is a sentence for the technician; nothing is thrown.
 */
export interface KeyStore {
  /** Written into the vault file, so that the store that sealed a key is the one that is asked for it. */
  readonly name: 'system' | 'secret-service';
  /** Why it cannot be used, or null where it can. Asks nobody for anything. */
  unavailable(): Promise<string | null>;
  /** What `unseal` needs to give this key back. May ask the person at the desktop to unlock the store. */
  seal(key: Buffer): Promise<Result<string, string>>;
  unseal(sealed: string): Promise<Result<Buffer, string>>;
  /** Best effort: a key that is no longer used is nobody's secret any more. */
  forget(sealed: string): Promise<void>;
}

/** A key as the text that stores take, and back. null where it is not one of ours. */
export const keyToText = (key: Buffer): string => key.toString('base64');
export function keyFromText(text: string): Buffer | null {
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES && keyToText(key) === text ? key : null;
}

/** AES-256. */
export const KEY_BYTES = 32;
