import type { Host } from '../../../shared/domain/host.ts';
import { t } from '../../texts/index.ts';

/** How bytes reach a host, in the words of its form. */
export function wayIn(host: Host): readonly (readonly [string, string])[] {
  const f = t.hostForm;
  const rights = { root: f.root, sudo: f.sudo, wrapper: t.wayIn.wrapper, none: f.none }[host.elevation];
  if (host.transport === 'local')
    return [
      [f.transport, f.local],
      [f.elevation, rights],
    ];
  const signIn = host.signIn.by === 'key' ? host.signIn.path : { agent: f.agent, password: f.password }[host.signIn.by];
  const jumps = host.jumps.map((jump) => `${jump.user}@${jump.address}`).join(', ');
  return [
    [
      f.transport,
      `${{ ssh: f.ssh, openssh: t.wayIn.openssh, winrm: host.https ? `${t.wayIn.winrm}, TLS` : t.wayIn.winrm }[host.transport]}, ${host.user}@${host.address}${host.port === 22 ? '' : `, port ${host.port}`}`,
    ],
    [f.signIn, signIn],
    ...(jumps ? [[f.jumps, jumps] as const] : []),
    ...(host.transport === 'winrm' ? [] : [[f.elevation, rights] as const]),
  ];
}
