import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Secrets, Transport } from '../transport.ts';
import { connectChain, hopsOf, type Doors } from './chain.ts';
import type { Means } from './connect.ts';
import { appendKnownHost, fingerprint, readKnownHosts } from './known-hosts.ts';
import { sshSession } from './session.ts';
import { agentPath, KeyFiles, type Hop } from './sign-in.ts';

export interface SshOptions {
  /** Accepted keys are added here. Default: ~/.ssh/known_hosts. */
  readonly knownHosts?: string;
  /** Read only. Default: /etc/ssh/ssh_known_hosts. */
  readonly systemKnownHosts?: readonly string[];
  /** Socket of the agent; null for none. Default: SSH_AUTH_SOCK, on Windows OpenSSH's pipe. */
  readonly agent?: string | null;
}

export function sshTransport(secrets: Secrets, options: SshOptions = {}): Transport {
  const keys = new KeyFiles();
  const doors: Doors = new Map();
  const ownFile = options.knownHosts ?? join(homedir(), '.ssh', 'known_hosts');
  const files = [ownFile, ...(options.systemKnownHosts ?? ['/etc/ssh/ssh_known_hosts'])];
  const means = async (): Promise<Result<Means>> => {
    const known = await readKnownHosts(files);
    return known.ok ? ok({ secrets, keys, known: known.value, agent: options.agent === undefined ? agentPath() : options.agent }) : known;
  };
  return {
    open: async (host, signal) => {
      const with_ = await means();
      if (!with_.ok) return with_;
      const chain = await connectChain(hopsOf(host), with_.value, doors, signal);
      return chain.ok ? ok(sshSession(chain.value, host, secrets)) : chain;
    },
    acceptKey: async (host, accepted, signal) => {
      const with_ = await means();
      if (!with_.ok) return with_;
      const shown: { hop: Hop; key: Buffer }[] = [];
      const chain = await connectChain(hopsOf(host), with_.value, doors, signal, (hop, key) => void shown.push({ hop, key }));
      if (chain.ok) chain.value.close();
      const last = shown.at(-1);
      const fits = last !== undefined && fingerprint(last.key) === accepted;
      if (!chain.ok && chain.problem.kind === 'host-key-unknown' && fits) return appendKnownHost(ownFile, last.hop.address, last.hop.port, last.key);
      // Accepted before, by us or by ssh: whether the sign-in works is another question.
      const isKnown = shown.some(({ key }) => fingerprint(key) === accepted) && (chain.ok || !chain.problem.kind.startsWith('host-key-'));
      return isKnown ? ok(null) : chain.ok ? fail({ kind: 'not-found', what: `a host key with fingerprint ${accepted}` }) : chain;
    },
  };
}
