import { homedir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../shared/domain/result.ts';
import { appendKnownHost, fingerprint, knownName, readKnownHosts } from '../known-hosts.ts';
import type { Secrets, Transport } from '../transport.ts';
import { connectChain, hopsOf, type Doors } from './chain.ts';
import { TIMING, type Timing } from '../timing.ts';
import type { Means } from './connect.ts';
import { sshSession } from './session.ts';
import { agentPath, KeyFiles, type Ask, type Hop } from './sign-in.ts';
import { WaitingRoom } from './waiting-room.ts';

export interface SshOptions {
  /** Accepted keys are added here. Default: ~/.ssh/known_hosts. */
  readonly knownHosts?: string;
  /** Read only. Default: ~/.ssh/known_hosts2 and the system's two, as ssh_config(5) has them. */
  readonly systemKnownHosts?: readonly string[];
  /** Socket of the agent; null for none. Default: SSH_AUTH_SOCK, on Windows OpenSSH's pipe. */
  readonly agent?: string | null;
  readonly timing?: Partial<Timing>;
}

const moreKnownHosts = (): string[] => [join(homedir(), '.ssh', 'known_hosts2'), '/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

export function sshTransport(secrets: Secrets, options: SshOptions = {}): Transport {
  const keys = new KeyFiles();
  const doors: Doors = new Map();
  const room = new WaitingRoom();
  const ownFile = options.knownHosts ?? join(homedir(), '.ssh', 'known_hosts');
  const files = [ownFile, ...(options.systemKnownHosts ?? moreKnownHosts())];
  const means = async (ask?: Ask): Promise<Result<Means>> => {
    const known = await readKnownHosts(files);
    if (!known.ok) return known;
    const agent = options.agent === undefined ? agentPath() : options.agent;
    return ok({ secrets, keys, known: known.value, agent, timing: { ...TIMING, ...options.timing }, ...(ask && { ask }) });
  };
  return {
    open: async (host, signal, watch) => {
      const chain = await room.connect(host.id, async (ask) => {
        const ready = await means(ask);
        return ready.ok ? connectChain(hopsOf(host), ready.value, doors, signal, { onLayer: watch }) : ready;
      });
      return chain.ok ? ok(sshSession(chain.value, host, secrets)) : chain;
    },
    answer: (host, answers) => room.answer(host.id, answers),
    acceptKey: async (host, accepted, signal) => {
      const ready = await means();
      if (!ready.ok) return ready;
      const shown: { hop: Hop; key: Buffer }[] = [];
      const onKey = (hop: Hop, key: Buffer): void => void shown.push({ hop, key });
      const chain = await connectChain(hopsOf(host), ready.value, doors, signal, { onKey });
      if (chain.ok) chain.value.close();
      const at = shown.findIndex(({ key }) => fingerprint(key) === accepted);
      const found = shown[at];
      if (!found) return chain.ok ? fail({ kind: 'not-found', what: `a host key with fingerprint ${accepted}` }) : chain;
      // Accepted before, by us or by ssh: how the sign-in behind it ends is another question.
      const wasKnown = chain.ok || at < shown.length - 1 || !chain.problem.kind.startsWith('host-key-');
      if (wasKnown) return ok(null);
      if (chain.problem.kind !== 'host-key-unknown') return chain;
      return appendKnownHost(ownFile, knownName(found.hop.address, found.hop.port), found.key);
    },
  };
}
