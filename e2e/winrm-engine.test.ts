import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { compose } from '../src/main/shells/compose.ts';
import type { CallInput, CallName, CallOutput } from '../src/shared/contract/contract.ts';
import { selfSigned, serverCore, USERS, withEndpoint } from './lab/winrm/kit.ts';
import type { EndpointOptions } from './lab/winrm/endpoint.ts';

/** The whole of Patchbay below its window, on a folder of its own, and a Windows host that is played from the shell resource on. */
async function withPatchbay(options: Partial<EndpointOptions>, work: (call: Call, port: number) => Promise<void>): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'patchbay-winrm-engine-'));
  const composed = await compose({ dataFolder, shell: 'cli', drive: false });
  if (!composed.ok) throw new Error(JSON.stringify(composed.problem));
  const call: Call = async (name, input) => {
    const answer = await composed.value.engine.dispatch(name, input);
    if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.problem)}`);
    return answer.value;
  };
  try {
    await withEndpoint(options, (endpoint) => work(call, endpoint.port));
  } finally {
    await composed.value.close();
    rmSync(dataFolder, { recursive: true });
  }
}
type Call = <N extends CallName>(name: N, input: CallInput<N>) => Promise<CallOutput<N>>;

const draft = (port: number, https: boolean) =>
  ({ name: 'win1', transport: 'winrm', address: '127.0.0.1', port, https, user: 'LAB\\kim', signIn: { by: 'password' }, elevation: 'root' }) as const; // prettier-ignore

async function scanned(call: Call, id: string) {
  const before = (await call('hosts.list', {})).find((one) => one.host.id === id)?.scan.triedAt;
  await call('scan.start', { hostIds: [id], refresh: false });
  for (let waited = 0; waited < 200; waited += 1) {
    const row = (await call('hosts.list', {})).find((one) => one.host.id === id);
    if (row && row.scan.triedAt !== before && row.scan.step === null) return row;
    await setTimeout(50);
  }
  throw new Error('the scan did not end');
}

it('add, enter the password, scan, look at it, test the connection; a deployment is refused in words', () =>
  withPatchbay({}, async (call, port) => {
    const host = await call('hosts.add', draft(port, false));
    await call('hosts.enterSecret', { id: host.id, secret: 'password', value: USERS.kim });
    await scanned(call, host.id);
    const { facts } = await call('hosts.get', { id: host.id });
    expect(facts).toMatchObject({
      platform: 'windows',
      hostname: 'WIN1',
      windows: { installation: 'Server Core', updateSource: 'Windows Update' },
    });
    expect((await call('hosts.packages', { id: host.id, search: 'KB' })).map((one) => one.name)).toEqual([
      'KB5012170',
      'KB5032198',
      'KB5034129',
    ]);
    const { layers } = await call('hosts.testConnection', { id: host.id });
    expect(layers.map((one) => `${one.layer} ${one.state}`)).toEqual(['tcp ok', 'sign-in ok', 'shell ok', 'rights ok', 'package-manager ok', 'clock ok', 'space ok']); // prettier-ignore
    const { planId } = await call('plan.make', { hostIds: [host.id], selection: { mode: 'everything' } });
    let plan = await call('plan.get', { planId });
    for (; plan.state === 'making'; plan = await call('plan.get', { planId })) await setTimeout(20);
    expect(plan.hosts[0]?.blocking).toEqual([{ kind: 'windows-not-deployed' }]);
  }));

it('a certificate is accepted by a person at first contact, then the host is scanned', () =>
  withPatchbay({ tls: selfSigned(), hardening: 'strict', windows: serverCore }, async (call, port) => {
    const host = await call('hosts.add', draft(port, true));
    await call('hosts.enterSecret', { id: host.id, secret: 'password', value: USERS.kim });
    const before = (await scanned(call, host.id)).scan.problem;
    if (before?.kind !== 'host-key-unknown') throw new Error(JSON.stringify(before));
    await call('hosts.acceptKey', { id: host.id, fingerprint: before.fingerprint });
    expect((await scanned(call, host.id)).scan.problem).toBeNull();
  }));
