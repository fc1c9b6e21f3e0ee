import { describe, expect, it } from 'vitest';
import { HostDraft } from '../../../shared/domain/host.ts';
import { draftFrom, newDraft, type HostFlags } from './host-draft.ts';

const me = { user: 'kim', isRoot: false };
const made = (flags: HostFlags): HostDraft => HostDraft.parse(newDraft('win1', flags, me));

describe('a Windows host on the command line', () => {
  it('brings its own port, a password, and no elevation', () => {
    expect(made({ winrm: true, user: 'LAB\\kim' })).toMatchObject({ transport: 'winrm', port: 5985, https: false, user: 'LAB\\kim', signIn: { by: 'password' }, elevation: 'root' }); // prettier-ignore
    expect(made({ https: true, address: '192.0.2.7' })).toMatchObject({
      transport: 'winrm',
      port: 5986,
      https: true,
      address: '192.0.2.7',
    });
    expect(made({ transport: 'winrm', port: 15_985 })).toMatchObject({ transport: 'winrm', port: 15_985 });
  });
  it('goes over to TLS and back with the port that belongs to it, and keeps one that was chosen', () => {
    const sealed = made({ winrm: true });
    expect(draftFrom(sealed, { https: true })).toMatchObject({ port: 5986, https: true });
    expect(draftFrom(made({ https: true }), { https: false })).toMatchObject({ port: 5985, https: false });
    expect(draftFrom(made({ winrm: true, port: 15_985 }), { ring: 0 })).toMatchObject({ transport: 'winrm', port: 15_985, ring: 0 });
  });
  it('nothing of it touches a host over ssh', () => {
    const ssh = made({});
    expect(ssh).toMatchObject({ transport: 'ssh', port: 22, signIn: { by: 'agent' } });
    expect(ssh.https).toBeUndefined();
    expect(draftFrom(ssh, { ring: 0 })).toEqual({ ...ssh, ring: 0 });
  });
});
