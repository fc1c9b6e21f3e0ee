import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import type { Secrets, Transport } from '../transport.ts';
import { connectChain, hopsOf, type Doors } from './chain.ts';
import { TIMING, type Means, type Timing } from './connect.ts';
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
  readonly timing?: Partial<Timing>;
}

export function sshTransport(secrets: Secrets, options: SshOptions = {}): Transport {
  const keys = new KeyFiles();
  const doors: Doors = new Map();
  const ownFile = options.knownHosts ?? join(homedir(), '.ssh', 'known_hosts');
  const files = [ownFile, ...(options.systemKnownHosts ?? ['/etc/ssh/ssh_known_hosts'])];
  const means = async (): Promise<Result<Means>> => {
    const known = await readKnownHosts(files);
    if (!known.ok) return known;
    const agent = options.agent === undefined ? agentPath() : options.agent;
    return ok({ secrets, keys, known: known.value, agent, timing: { ...TIMING, ...options.timing } });
  };
  return {
    open: async (host, signal) => {
      const ready = await means();
      if (!ready.ok) return ready;
      const chain = await connectChain(hopsOf(host), ready.value, doors, signal);
      return chain.ok ? ok(sshSession(chain.value, host, secrets)) : chain;
    },
    acceptKey: async (host, accepted, signal) => {
      const ready = await means();
      if (!ready.ok) return ready;
      const shown: { hop: Hop; key: Buffer }[] = [];
      const chain = await connectChain(hopsOf(host), ready.value, doors, signal, (hop, key) => void shown.push({ hop, key }));
      if (chain.ok) chain.value.close();
      const at = shown.findIndex(({ key }) => fingerprint(key) === accepted);
      const found = shown[at];
      if (!found) return chain.ok ? fail({ kind: 'not-found', what: `a host key with fingerprint ${accepted}` }) : chain;
      // Accepted before, by us or by ssh: how the sign-in behind it ends is another question.
      const wasKnown = chain.ok || at < shown.length - 1 || !chain.problem.kind.startsWith('host-key-');
      if (wasKnown) return ok(null);
      return chain.problem.kind === 'host-key-unknown' ? appendKnownHost(ownFile, found.hop.address, found.hop.port, found.key) : chain;
    },
  };
}
