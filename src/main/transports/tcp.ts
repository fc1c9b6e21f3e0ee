import { connect, type Socket } from 'node:net';
import type { Problem } from '../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../shared/domain/result.ts';

type Reason = Extract<Problem, { kind: 'unreachable' }>['reason'];

const REASONS: Readonly<Record<string, Reason>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  EADDRNOTAVAIL: 'no-route',
  EHOSTDOWN: 'no-route',
  ENOTFOUND: 'no-name',
  EAI_AGAIN: 'no-name',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
};

export function unreachable(address: string, port: number, error: Error & { readonly code?: unknown }): Problem {
  return { kind: 'unreachable', address, port, reason: REASONS[String(error.code)] ?? 'other', detail: error.message };
}

/**
 * A connected socket, or why there is none. The socket has no listeners left on it. `onLayer` is told of the name, once
 * for each address that is tried, and of the connection.
 */
export function connectTcp(
  address: string,
  port: number,
  seconds: number,
  signal?: AbortSignal,
  onLayer?: (layer: 'name' | 'tcp', text: string) => void,
): Promise<Result<Socket>> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    socket.on('lookup', (error: Error | null, found: string) => void (error ?? onLayer?.('name', `${address} is ${found}`)));
    const settle = (outcome: Result<Socket>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      socket.off('connect', connected);
      if (!outcome.ok) socket.destroy();
      resolve(outcome);
    };
    const connected = (): void => {
      socket.off('error', failed).removeAllListeners('lookup');
      onLayer?.('tcp', `${socket.remoteAddress ?? address} port ${port} answers`);
      settle(ok(socket));
    };
    // Stays on after a failure: a socket may report twice, and an error that nobody hears would end the program.
    const failed = (error: Error): void => settle(fail(unreachable(address, port, error)));
    const cancel = (): void => settle(fail({ kind: 'cancelled', what: `connection to ${address}` }));
    const timer = setTimeout(
      () => settle(fail({ kind: 'unreachable', address, port, reason: 'timeout', detail: '', seconds })),
      seconds * 1000,
    );
    socket.once('connect', connected);
    socket.on('error', failed);
    if (signal?.aborted) return cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  });
}
