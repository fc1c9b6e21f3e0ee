import { createReadStream, createWriteStream, openAsBlob, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip, createGzip } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { byPassphrase, withPassphrase } from './age.ts';

/** The first line of every age file; armoured ones begin otherwise, and Patchbay writes none. */
const MAGIC = 'age-encryption.org/v1\n';
/** Six years of daily scans of 200 hosts are under 2 GB; what unpacks to more than this is no database of ours. */
const MOST_BYTES = 8 * 1024 ** 3;

/** Packed and sealed: `age -d FILE | gunzip` gives the file back without Patchbay. Under its name only once it is whole. */
export async function seal(from: string, to: string, passphrase: string, logN: number): Promise<void> {
  const encrypter = new Encrypter();
  encrypter.addRecipient(byPassphrase(passphrase, logN));
  const part = `${to}.part`;
  try {
    const packed = createGzip();
    const packing = pipeline(createReadStream(from), packed);
    const sealed = await encrypter.encrypt(Readable.toWeb(packed) as globalThis.ReadableStream<Uint8Array>);
    await Promise.all([
      packing,
      pipeline(Readable.fromWeb(sealed as ReadableStream), createWriteStream(part, { mode: 0o600, flush: true })),
    ]);
    renameSync(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

export async function isSealed(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(MAGIC.length), 0, MAGIC.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === MAGIC;
  } finally {
    await handle.close();
  }
}

/** Every part is authenticated before it is unpacked; a file that was altered or cut short is refused. */
export async function unseal(from: string, to: string, passphrase: string): Promise<Result<null>> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(withPassphrase(passphrase));
  try {
    const opened = await decrypter.decrypt((await openAsBlob(from)).stream());
    await pipeline(
      Readable.fromWeb(opened as ReadableStream),
      createGunzip(),
      bounded,
      createWriteStream(to, { mode: 0o600, flush: true }),
    );
    return ok(null);
  } catch (error) {
    rmSync(to, { force: true });
    if (error instanceof Error && 'syscall' in error) throw error;
    return fail({ kind: 'backup-unusable', path: from, detail: reading(error) });
  }
}

async function* bounded(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('it unpacks to more than a database of Patchbay ever is');
    yield chunk;
  }
}

const reading = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.includes('no identity matched')
    ? 'the passphrase is another, or the file was not sealed by one'
    : `it was altered or cut short (${text})`;
};
