import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { accountOf, type Host } from '../../../shared/domain/host.ts';
import type { Problem } from '../../../shared/domain/problem.ts';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { cleanText } from '../../../shared/domain/text.ts';
import { knownName } from '../known-hosts.ts';
import { connectTcp } from '../tcp.ts';
import { TIMING } from '../timing.ts';
import type { Secrets, Transport, Watch } from '../transport.ts';
import { appendPin, endPointHash, judgeCertificate, startTls, type Shown } from './certificate.ts';
import { Connection } from './connection.ts';
import { Http } from './http.ts';
import { channelBinding } from './ntlm/keys.ts';
import { WinrmSession } from './session.ts';
import { identityIn } from './soap/answers.ts';
import { IDENTIFY } from './soap/requests.ts';

export interface WinrmOptions {
  /** Certificates that a person accepted. Default: known_certificates beside ~/.ssh/known_hosts. */
  readonly knownCertificates?: string;
}

/** WS-Management over HTTP (NTLM, every message sealed) or HTTPS (NTLM bound to the connection, else Basic). No proxy, no jump host. */
export function winrmTransport(secrets: Secrets, options: WinrmOptions = {}): Transport {
  const pins = options.knownCertificates ?? join(homedir(), '.ssh', 'known_certificates');
  return {
    open: async (host, signal, watch) => {
      const way = new Way(host, pins, secrets, watch);
      const first = await way.dial(signal);
      if (!first.ok) return first;
      const dial = (stop: AbortSignal): Promise<Result<Connection>> => new Way(host, pins, secrets).dial(stop);
      return ok(new WinrmSession({ address: host.address, user: host.user, to: way.to, dial }, first.value));
    },
    acceptKey: async (host, accepted, signal) => {
      const met = await new Way(host, pins, secrets).meet(signal);
      if (!met.ok) return met;
      met.value.socket.destroy();
      const { shown } = met.value;
      if (shown?.fingerprint !== accepted)
        return fail(shown?.problem ?? { kind: 'not-found', what: `a certificate with fingerprint ${accepted}` });
      if (shown.problem === null) return ok(null);
      return shown.problem.kind === 'host-key-unknown' ? appendPin(pins, host.address, host.port, accepted) : fail(shown.problem);
    },
  };
}

/** What a host's entry may hold and WinRM has no use for. */
function notForWinrm({ name, signIn, jumps }: Host): Problem | null {
  const no = (detail: string, next: string): Problem => ({ kind: 'conflict', detail: `${name} ${detail}`, next });
  if (signIn.by !== 'password')
    return no('is signed in to by a key or an agent, and WinRM knows passwords only', 'Choose the password in its entry.');
  return jumps.length > 0 ? no('has jump hosts, and WinRM goes through none', 'Take them out of its entry.') : null;
}

/** The way to one host, told layer by layer. */
class Way {
  readonly to: string;
  readonly #host: Host;
  readonly #pins: string;
  readonly #watch: Watch | undefined;
  readonly #secrets: Secrets;

  constructor(host: Host, pins: string, secrets: Secrets, watch?: Watch) {
    this.#host = host;
    this.#pins = pins;
    this.#secrets = secrets;
    this.#watch = watch;
    const name = host.address.includes(':') ? `[${host.address}]` : host.address;
    this.to = `${host.https ? 'https' : 'http'}://${name}:${host.port}/wsman`;
  }

  /** A connected socket, in TLS where that is wanted, and the certificate that was shown. */
  async meet(
    signal?: AbortSignal,
  ): Promise<Result<{ readonly socket: Duplex; readonly shown: Shown | null; readonly binding: Buffer | null }>> {
    const { address, port, https } = this.#host;
    const tcp = await connectTcp(address, port, TIMING.connect, signal, (layer, text) => this.#say(layer, text));
    if (!tcp.ok) return fail(tcp.problem.kind === 'unreachable' ? { ...tcp.problem, service: 'winrm' } : tcp.problem);
    if (!https) return ok({ socket: tcp.value, shown: null, binding: null });
    const tls = await startTls(tcp.value, address, port, TIMING.handshake);
    if (!tls.ok) return tls;
    this.#say('algorithms', `${tls.value.getProtocol() ?? 'TLS'}, ${tls.value.getCipher().standardName}`);
    const shown = await judgeCertificate(tls.value, address, port, this.#pins);
    if (!shown.ok) {
      tls.value.destroy();
      return shown;
    }
    if (!shown.value.problem) this.#say('host-key', shown.value.text);
    return ok({ socket: tls.value, shown: shown.value, binding: channelBinding(endPointHash(tls.value.getPeerCertificate().raw)) });
  }

  /** Signed in. Nothing is sent to one whose certificate is not known. */
  async dial(signal?: AbortSignal): Promise<Result<Connection>> {
    const { id, address, port, user } = this.#host;
    const wrong = notForWinrm(this.#host);
    if (wrong) return fail(wrong);
    const met = await this.meet(signal);
    if (!met.ok) return met;
    const { socket, shown, binding } = met.value;
    const password = shown?.problem ? null : this.#secrets.get('password', id);
    if (!password) {
      socket.destroy();
      return fail(shown?.problem ?? { kind: 'secret-needed', secret: 'password', forWhat: accountOf(this.#host) });
    }
    const connection = new Connection(new Http(socket, address, port), { address, port, user, password, binding });
    const signedIn = await connection.signIn(signal);
    if (!signedIn.ok) {
      connection.close();
      return signedIn;
    }
    if (this.#watch) this.#say('sign-in', `${connection.how}${await whoAnswers(connection, signal)}`);
    return ok(connection);
  }

  #say(layer: Parameters<Watch>[0]['layer'], text: string): void {
    this.#watch?.({ layer, hop: knownName(this.#host.address, this.#host.port), text });
  }
}

/** For a test of the connection; a host that does not say is no less there. */
async function whoAnswers(connection: Connection, signal?: AbortSignal): Promise<string> {
  const answer = await connection.post(IDENTIFY, signal);
  const who = answer.ok && 'body' in answer.value ? identityIn(answer.value.body) : null;
  return who ? `; ${cleanText(who, 200)}` : '';
}
