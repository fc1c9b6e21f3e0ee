import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../shared/domain/result.ts';

/** How vendors are reached: through which proxy (null: that of the environment), and which certificates count beside the system's (PEM). */
export interface FeedWay {
  readonly proxy: string | null;
  readonly ca: string | null;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads the file of certificates now: one that is none would else end every transfer with an error of TLS that names no file. */
export function feedWay(proxy: string | null, caFile: string | null): Result<FeedWay> {
  if (caFile === null) return ok({ proxy, ca: null });
  try {
    const ca = readFileSync(caFile, 'utf8');
    const blocks = ca.match(BLOCK) ?? [];
    for (const one of blocks) new X509Certificate(one);
    return blocks.length ? ok({ proxy, ca }) : fail({ kind: 'file', path: caFile, detail: 'no certificate in PEM form is in it' });
  } catch (error) {
    const isKnown = error instanceof Error && ('syscall' in error || 'code' in error);
    if (!isKnown) throw error;
    return fail({ kind: 'file', path: caFile, detail: error.message });
  }
}
