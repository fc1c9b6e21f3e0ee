import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import type { Secret } from '../transport.ts';
import type { Http, Reply } from './http.ts';
import { accountFrom, ntlmClient } from './ntlm/client.ts';
import { Sealer } from './ntlm/seal.ts';
import { isSealed, packSealed, SEALED_TYPE, unpackSealed } from './sealed-body.ts';
import { readAnswer, type Answer } from './soap/answers.ts';
import { OPERATION_SECONDS } from './soap/names.ts';

export interface Party {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret;
  /** Of the TLS connection; null without TLS, and then every message is sealed. */
  readonly binding: Buffer | null;
}

const SOAP_TYPE = 'application/soap+xml;charset=UTF-8';
const NOTHING = Buffer.alloc(0);
/** The host may take its whole operation time before it answers. */
const PATIENCE_SECONDS = OPERATION_SECONDS + 10;
const HANDSHAKE_SECONDS = 20;

/** A signed-in HTTP connection: NTLM belongs to the connection, so there is one request after the other. */
export class Connection {
  readonly #http: Http;
  readonly #party: Party;
  #sealer: Sealer | null = null;
  #basic: string | null = null;
  /** How it was signed in, in words. */
  how = '';

  constructor(http: Http, party: Party) {
    this.#http = http;
    this.#party = party;
  }

  close(): void {
    this.#http.close();
  }

  /** Asks what is offered, and takes NTLM before Basic; Basic never without TLS. The password itself leaves us with Basic only. */
  async signIn(signal?: AbortSignal): Promise<Result<null>> {
    const { address, user, password, binding } = this.#party;
    const client = ntlmClient(accountFrom(user), password.reveal(), `HTTP/${address}`, binding);
    const first = await this.#bare(`Negotiate ${client.negotiate.toString('base64')}`, signal);
    if (!first.ok) return first;
    const offers = offersIn(first.value);
    if (first.value.status !== 401) return fail(notThere(this.#party, first.value));
    if (!offers.has('negotiate')) return this.#signInBasic(offers, signal);
    const answer = client.authenticate(Buffer.from(offers.get('negotiate') ?? '', 'base64'));
    if (typeof answer === 'string') return fail(this.#notOffered(offers, answer));
    const last = await this.#bare(`Negotiate ${answer.message.toString('base64')}`, signal);
    if (!last.ok) return last;
    if (last.value.status === 401) return fail(this.#refused('NTLM', offers, answer.hostTime));
    this.#sealer = binding ? null : new Sealer(answer.sessionKey);
    this.how = `${user} by NTLM${binding ? ' in TLS, bound to it' : ', every message sealed'}${clockWords(answer.hostTime)}`;
    return ok(null);
  }

  /** One request and its answer, sealed where there is no TLS. */
  async post(envelope: string, signal?: AbortSignal): Promise<Result<Answer>> {
    const first = await this.#send(envelope, signal);
    if (!first.ok || first.value.status !== 401) return this.#open(first);
    // The host forgot the sign-in (its service was restarted). It has carried nothing out: once more, with a new one.
    const again = await this.signIn(signal);
    if (!again.ok) return again;
    const second = await this.#send(envelope, signal);
    if (second.ok && second.value.status === 401) return fail(this.#refused('NTLM', offersIn(second.value), null));
    return this.#open(second);
  }

  #send(envelope: string, signal?: AbortSignal): Promise<Result<Reply>> {
    const plain = Buffer.from(envelope);
    if (!this.#sealer) {
      const headers = { 'Content-Type': SOAP_TYPE, ...(this.#basic && { Authorization: this.#basic }) };
      return this.#http.post(headers, plain, PATIENCE_SECONDS, signal);
    }
    const { signature, sealed } = this.#sealer.seal(plain);
    return this.#http.post({ 'Content-Type': SEALED_TYPE }, packSealed(signature, sealed), PATIENCE_SECONDS, signal);
  }

  #open(reply: Result<Reply>): Result<Answer> {
    if (!reply.ok) return reply;
    const { headers, body, status } = reply.value;
    const type = headers['content-type'] ?? '';
    if (!this.#sealer) return body.length > 0 ? ok(readAnswer(body)) : fail(notThere(this.#party, reply.value));
    // Without TLS the seal is all that says who speaks: what comes without it may come from anybody.
    if (!isSealed(type)) return this.#untrusted(`HTTP ${status} without encryption (${cleanText(type, 100) || 'no type'})`);
    const parts = unpackSealed(body);
    if (typeof parts === 'string') return this.#untrusted(parts);
    const plain = this.#sealer.open(parts.signature, parts.sealed);
    return plain ? ok(readAnswer(plain)) : this.#untrusted('an answer whose signature is not right');
  }

  #untrusted(detail: string): Result<never> {
    this.close();
    return fail({ kind: 'connection-lost', address: this.#party.address, detail });
  }

  #bare(authorization: string, signal?: AbortSignal): Promise<Result<Reply>> {
    return this.#http.post({ 'Content-Type': SOAP_TYPE, Authorization: authorization }, NOTHING, HANDSHAKE_SECONDS, signal);
  }

  async #signInBasic(offers: Offers, signal?: AbortSignal): Promise<Result<null>> {
    const { user, password, binding } = this.#party;
    if (!offers.has('basic') || !binding) return fail(this.#notOffered(offers, ''));
    const basic = `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`;
    const reply = await this.#bare(basic, signal);
    if (!reply.ok) return reply;
    if (reply.value.status === 401) return fail(this.#refused('Basic', offers, null));
    this.#basic = basic;
    this.how = `${user} by Basic in TLS`;
    return ok(null);
  }

  #refused(how: string, offers: Offers, hostTime: number | null): Problem {
    const { user, address } = this.#party;
    const clock = clockWords(hostTime).replace(/^; /, '');
    return { kind: 'sign-in-refused', user, address, tried: [how], offered: [...offers.keys(), ...(clock ? [clock] : [])] };
  }

  #notOffered(offers: Offers, detail: string): Problem {
    const { address, binding } = this.#party;
    return { kind: 'winrm-not-offered', address, offered: [...offers.keys()], https: binding !== null, detail };
  }
}

/** Scheme in lower case, and what stands behind it. */
type Offers = ReadonlyMap<string, string>;

/** Node joins several WWW-Authenticate lines with commas; a scheme begins each, parameters have a "=". RFC 9110, 11.6.1. */
function offersIn({ headers }: Reply): Offers {
  const parts = (headers['www-authenticate'] ?? '').slice(0, 100_000).split(/,\s*/);
  const offers = parts.flatMap((part) => {
    const found = /^([A-Za-z][A-Za-z-]{1,20})(?:\s+(.*))?$/.exec(part);
    return found ? [[(found[1] ?? '').toLowerCase(), found[2] ?? ''] as const] : [];
  });
  return new Map(offers.slice(0, 10));
}

const notThere = ({ address, port }: Party, { status, body }: Reply): Problem => ({
  kind: 'winrm-not-there',
  address,
  port,
  detail: `HTTP ${status}: ${cleanText(body.toString('utf8', 0, 2000), 300)}`,
});

/** NTLM stands it, Kerberos would not; whoever is refused should know. */
function clockWords(hostTime: number | null): string {
  const minutes = hostTime === null ? 0 : Math.round((hostTime - Date.now()) / 60_000);
  return Math.abs(minutes) < 5 ? '' : `; its clock is ${Math.abs(minutes)} min ${minutes > 0 ? 'ahead' : 'behind'}`;
}
