import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { homedir, userInfo } from 'node:os';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Secrets, Session, Transport } from '../transport.ts';
import { childWire } from '../child-wire.ts';
import { perform, type Party } from '../conversation.ts';

/** "This computer", reached without a network. The same shell, marks and sudo handshake as over ssh. */
export function localTransport(secrets: Secrets): Transport {
  return {
    open: async (host) => {
      if (process.platform === 'win32') return fail({ kind: 'unsupported-host', os: 'Windows' });
      // Whoever runs Patchbay is the signed-in user, whatever the host's entry says.
      return ok(localSession({ id: host.id, address: host.address, elevation: host.elevation, user: userInfo().username }, secrets));
    },
  };
}

function localSession(party: Party, secrets: Secrets): Session {
  const ending = new AbortController();
  return {
    run: (command, signal) => {
      const either = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
      return perform(async () => ok(childWire(startShell())), party, command, secrets, either);
    },
    close: () => ending.abort(),
  };
}

/** In a session of its own, so that Ctrl-C in the terminal that Patchbay runs in does not reach it. */
function startShell(): ChildProcessWithoutNullStreams {
  const env = { HOME: homedir(), LC_ALL: 'C', PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  return spawn('/bin/sh', [], { cwd: '/', env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
}
