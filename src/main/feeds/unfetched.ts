import type { Problem } from '../../shared/domain/problem.ts';

type Reason = Extract<Problem, { kind: 'feed-unreachable' }>['reason'];

/** Why a file did not come, where we are the ones who say so. */
export class Unfetched extends Error {
  readonly reason: Reason;
  constructor(reason: Reason, detail: string) {
    super(detail);
    this.name = 'Unfetched';
    this.reason = reason;
  }
}

const CODES: readonly (readonly [RegExp, Reason])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'no-name'],
  [/^ECONNREFUSED$/, 'refused'],
  [/^(ETIMEDOUT|TIMEOUT_ERR)$/, 'timeout'],
  [/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/, 'cut'],
  [/^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/, 'certificate'],
  [/^(E[A-Z]+|HPE_.*|ERR_PROXY.*)$/, 'other'],
];

/** What Node's errors of sockets, TLS and HTTP mean; null: none of those, and so a bug. */
export function reasonOf(error: unknown): Reason | null {
  if (error instanceof Unfetched) return error.reason;
  if (!(error instanceof Error)) return null;
  // AbortSignal.timeout: the pipeline and the request wrap it each in their own way.
  if (error.name === 'TimeoutError' || (error.name === 'AbortError' && 'code' in error)) return 'timeout';
  const code = 'code' in error ? String(error.code) : '';
  return CODES.find(([pattern]) => pattern.test(code))?.[1] ?? null;
}
