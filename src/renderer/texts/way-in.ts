import { layerNames } from '../../shared/contract/connection.ts';

export const wayIn = {
  test: 'Test connection',
  winrm: 'WinRM (Windows)',
  winrmSealed: 'Port 5985, every message sealed',
  winrmTls: 'Port 5986, in TLS',
  winrmNote:
    'Signs in by a password: user, DOMAIN\\user or user@realm. Windows hosts are scanned and assessed; updates are not yet deployed.',
  testTitle: (name: string) => `Test connection to ${name}`,
  again: 'Test again',
  testing: 'Testing the connection',
  list: 'Layers of the connection',
  layers: layerNames,
  states: { ok: 'Ok', warn: 'Look', fail: 'Failed', skipped: 'Not tried' },
  took: (ms: number) => `${ms} ms`,
  good: 'Every layer answers.',
  not: (layer: string, state: string) => `${layer}: ${state}`,
  changes: 'A test changes nothing on the host.',
  openssh: "System's ssh",
  opensshNote:
    'With your ~/.ssh/config: certificates, security keys, ProxyCommand. Sign in by agent or key. Port 22 leaves the port to it.',
  wrapper: 'sudo, listed scripts only',
  wrapperNote:
    'sudo runs one program that takes only the scripts of this version of Patchbay. A script to read and run on the host sets it up.',
  saveSudoers: 'Save sudoers script',
  saveFirst: 'Save the host, then its script can be saved here.',
  answerTitle: (name: string) => `Answer ${name}`,
  answer: 'Answer',
  answerNote: 'Sent once and kept nowhere. The next connection asks anew.',
  hostSays: 'The host says',
};
