import type { Host } from '../../shared/domain/host.ts';
import { fail, type Result } from '../../shared/domain/result.ts';
import { localTransport } from './local/local.ts';
import { opensshTransport, type OpensshOptions } from './openssh/openssh.ts';
import { sshTransport, type SshOptions } from './ssh/ssh.ts';
import type { Secrets, Transport } from './transport.ts';
import { winrmTransport, type WinrmOptions } from './winrm/winrm.ts';

export type Transports = Readonly<Record<Host['transport'], Transport>>;

/** Every way to a host, by the name that the host's entry gives it. */
export function transports(secrets: Secrets, options: SshOptions & OpensshOptions & WinrmOptions = {}): Transports {
  return {
    ssh: sshTransport(secrets, options),
    openssh: opensshTransport(secrets, options),
    local: localTransport(secrets),
    winrm: winrmTransport(secrets, options),
  };
}

/** The technician's word that this key is the host's own. See Transport.acceptKey. */
export async function acceptKey(ways: Transports, host: Host, fingerprint: string, signal?: AbortSignal): Promise<Result<null>> {
  const way = ways[host.transport];
  return way.acceptKey
    ? way.acceptKey(host, fingerprint, signal)
    : fail({ kind: 'conflict', detail: `${host.name} is not reached over a network`, next: 'It has no host key and no certificate.' });
}
