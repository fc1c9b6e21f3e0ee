import { expect } from 'vitest';
import { told, went, type Case, type Wanted } from './case.ts';
import type { Row } from './book.ts';
import type { Stage } from './stage.ts';

const SCAN = 'patchbay scan HOST';
const KEPT = /keeps its last known state and counts as unknown/;

/** Scans with the fault on, then without: what was known before is kept, and the next scan is a good one. */
async function scanWith(stage: Stage, fault: string, wanted: Wanted, name = stage.host.name): Promise<Row> {
  const before = (await stage.scan(name)).row;
  await stage.host.fault(fault);
  const met = await stage.scan(name);
  await stage.host.fault(fault, 'off');
  expect([met.row.packages, met.row.updates, met.row.scan.lastGoodAt]).toEqual([before.packages, before.updates, before.scan.lastGoodAt]);
  const after = await stage.scan(name);
  expect([after.exit, after.told]).toEqual([0, null]);
  return told(fault, SCAN, met.exit, met.told, wanted);
}

/** Scans with the fault on: it makes no difference. */
async function scanDespite(stage: Stage, fault: string, did: string, ...args: (string | number)[]): Promise<Row> {
  const before = (await stage.scan()).row;
  await stage.host.fault(fault, 'on', ...args);
  const { exit, row, told: problem } = await stage.scan();
  await stage.host.fault(fault, 'off');
  expect([exit, problem, row.packages, row.updates, row.security]).toEqual([0, null, before.packages, before.updates, before.security]);
  return went(fault, SCAN, 'Scanned; the same facts as without it', did);
}

export const wayIn: readonly Case[] = [
  {
    fault: 'sshd-dead',
    meet: (stage) =>
      scanWith(stage, 'sshd-dead', {
        exit: 4,
        kind: 'unreachable',
        title: /connection refused.* port 22/,
        did: KEPT,
        next: /that sshd runs/,
      }),
  },
  {
    fault: 'half-open',
    meet: (stage) =>
      scanWith(stage, 'half-open', {
        exit: 4,
        kind: 'unreachable',
        title: /no answer in \d+ s/,
        did: KEPT,
        next: /host is on.*network or VPN/,
      }),
  },
  {
    fault: 'host-key',
    meet: async (stage) => {
      const row = await scanWith(stage, 'host-key', {
        exit: 3,
        kind: 'host-key-changed',
        title: /changed: now ssh-ed25519 SHA256:/,
        did: /before sign-in. No password and no command was sent/,
        next: /reinstalled.*ssh-keygen -R/,
        detail: /was ssh-ed25519 SHA256:/,
      });
      const own = (await stage.host.exec(['ssh-keygen', '-lf', '/etc/ssh/ssh_host_ed25519_key.pub'])).stdout.split(' ')[1]!;
      expect(row.reads).not.toContain(own);
      return row;
    },
  },
  {
    fault: 'no-key',
    meet: (stage) =>
      scanWith(stage, 'no-key', {
        exit: 3,
        kind: 'sign-in-refused',
        title: /refused for root on/,
        did: /Tried publickey.*no account is locked/,
        next: /Check the user, and the key/,
      }),
  },
  {
    fault: 'noisy',
    meet: (stage) =>
      scanDespite(stage, 'noisy', 'Took only what stands between its own random marks; banner and profile noise is thrown away.'),
  },
  {
    fault: 'locale',
    meet: (stage) => scanDespite(stage, 'locale', 'Asked in the C locale; bytes that are no UTF-8 are shown as a replacement sign.'),
  },
  {
    fault: 'slow',
    meet: (stage) => scanDespite(stage, 'slow', 'One connection and one round trip a host: a slow line costs seconds, not the scan.'),
  },
  {
    fault: 'sudo-password',
    meet: async (stage) => {
      const row = await scanWith(
        stage,
        'sudo-password',
        {
          exit: 3,
          kind: 'secret-needed',
          title: /sudo asks for a password: ops on/,
          did: /Nothing was changed/,
          next: /kept in memory.*never written down/,
        },
        'ops',
      );
      const given = await stage.scan('admin', { stdin: '{"admin": {"sudo-password": "lab"}}' });
      expect([given.exit, given.told]).toEqual([0, null]);
      const wrong = await stage.scan('admin', { stdin: '{"admin": {"sudo-password": "not-lab"}}' });
      return [
        row,
        told('sudo-password', `${SCAN} --secrets-stdin (a wrong one)`, wrong.exit, wrong.told, {
          exit: 3,
          kind: 'sudo-password-wrong',
          title: /sudo refused the password of admin/,
          did: /One try was made and no more/,
          next: /Enter the password again/,
        }),
      ];
    },
  },
  { fault: 'sudo-none', meet: (stage) => withoutRights(stage, 'sudo-none', 'admin', '{"admin": {"sudo-password": "lab"}}') },
  { fault: 'sudo-tty', meet: (stage) => withoutRights(stage, 'sudo-tty', 'ops') },
];

/** A scan goes on with the user's own rights and says what it lacks; nothing that needs more is begun. */
async function withoutRights(stage: Stage, fault: string, name: string, secrets?: string): Promise<Row[]> {
  await stage.host.fault(fault);
  const options = secrets ? { stdin: secrets } : {};
  const scanned = await stage.scan(name, options);
  const { exit, plan, host } = await stage.preview(['--everything'], name, secrets);
  await stage.host.fault(fault, 'off');
  expect([scanned.row.scan.state, scanned.row.packages! > 100, plan.hash === null || host.hash === null]).toEqual(['scanned', true, true]);
  const wanted = { kind: 'rights-needed', did: /Nothing was changed/, next: /allow the user in sudoers, without requiretty/ } as const;
  const scan = told(fault, SCAN, scanned.exit, scanned.told, { ...wanted, exit: 0, title: /needed: refreshing the package lists/ });
  const problem = host.blocking.find((one) => one.kind === 'rights-needed');
  const test = told(fault, 'patchbay test HOST', exit, problem, { ...wanted, exit: 3, title: new RegExp(`needed: to change ${name}`) });
  expect((await stage.scan(name, options)).told).toBeNull();
  return [scan, test];
}
