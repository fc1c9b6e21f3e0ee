import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect, isIPv6 } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { Check } from '../../shared/domain/check.ts';
import { ADDRESS_IN_URL } from '../../shared/domain/rollout.ts';
import type { CustomCheck } from '../../shared/domain/rollout.ts';
import { cleanText } from '../../shared/domain/text.ts';

/** A service that takes longer to answer is not well. */
const WITHIN_MS = 10_000;

type Http = Extract<CustomCheck, { by: 'http' }>;
type Tcp = Extract<CustomCheck, { by: 'tcp' }>;

/**
 * A check of the shop's own from this computer. `address` is the host's. An answer's status is all that is read of it: its
 * body is thrown away, a redirect is an answer like any other and is not followed, no proxy stands between, and a
 * certificate has to be trusted by this system.
 */
export async function checkFromHere(check: Http | Tcp, address: string): Promise<Check> {
  const failed = (error: unknown): Check => ({
    name: check.name,
    outcome: 'failed',
    detail: cleanText(error instanceof Error ? error.message : String(error), 300),
  });
  try {
    return check.by === 'tcp' ? await takesConnection(check, address) : await answers(check, address);
  } catch (error) {
    return failed(error);
  }
}

async function answers({ name, url, status }: Http, address: string): Promise<Check> {
  const where = new URL(url.replaceAll(ADDRESS_IN_URL, isIPv6(address) ? `[${address}]` : address));
  const seen = await statusOf(where);
  const detail = seen === status ? `${where.host} answers ${seen}` : `${where.host} answers ${seen}, wanted ${status}`;
  return { name, outcome: seen === status ? 'passed' : 'failed', detail: cleanText(detail, 300) };
}

function statusOf(url: URL): Promise<number> {
  const signal = AbortSignal.timeout(WITHIN_MS);
  const options = { agent: false, signal, headers: { 'user-agent': 'Patchbay' } } as const;
  return new Promise((resolve, reject) => {
    const take = (response: { readonly statusCode?: number; destroy(): unknown }): void => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    };
    const asked = url.protocol === 'https:' ? httpsGet(url, { ...options, ca: trusted() }, take) : httpGet(url, options, take);
    asked.on('error', (error) => reject(signal.aborted ? new Error(`${url.host} gave no answer in ${WITHIN_MS / 1000} s`) : error));
  });
}

const trusted = (): string[] => [...getCACertificates('default'), ...getCACertificates('system')];

function takesConnection({ name, port }: Tcp, address: string): Promise<Check> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: WITHIN_MS });
    const end = (act: () => void): void => {
      socket.destroy();
      act();
    };
    socket.on('connect', () => end(() => resolve({ name, outcome: 'passed', detail: `${port}/tcp takes a connection` })));
    socket.on('timeout', () => end(() => reject(new Error(`${port}/tcp gave no answer in ${WITHIN_MS / 1000} s`))));
    socket.on('error', (error) => end(() => reject(error)));
  });
}
