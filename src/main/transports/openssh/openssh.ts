import { fail, ok } from '../../../shared/domain/result.ts';
import type { Secrets, Transport } from '../transport.ts';
import { acceptByOpenssh } from './accept-key.ts';
import { startMaster, type OpensshOptions } from './master.ts';
import { opensshSession } from './session.ts';

export type { OpensshOptions } from './master.ts';

/**
 * Through the system's own `ssh`, for what ssh2 cannot do: certificates, FIDO keys, ProxyCommand, Match, GSSAPI. The
 * person's configuration holds, except where it would make the way in less safe or ask questions.
 */
export function opensshTransport(secrets: Secrets, options: OpensshOptions = {}): Transport {
  return {
    open: async (host, signal, watch) => {
      // Windows' ssh shares no connection (ControlMaster), and this is made of nothing else.
      if (process.platform === 'win32')
        return fail({ kind: 'ssh-failed', address: host.address, lines: ["Windows' ssh has no ControlMaster"] });
      const master = await startMaster(host, options, signal, watch);
      return master.ok ? ok(opensshSession(master.value, host, secrets, options)) : master;
    },
    acceptKey: (host, accepted, signal) => acceptByOpenssh(host, accepted, options, signal),
  };
}
