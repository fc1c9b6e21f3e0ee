import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanAnswer } from '../src/main/platforms/windows/scan.test-kit.ts';
import { windowsScanQuery } from '../src/main/platforms/windows/scan.ts';
import { windowsWayInQuery } from '../src/main/platforms/way-in.ts';
import { winrmTransport } from '../src/main/transports/winrm/winrm.ts';
import { ask, Secret, type Seen } from '../src/main/transports/transport.ts';
import { HostDraft, type Host } from '../src/shared/domain/host.ts';
import { explain, type Problem } from '../src/shared/domain/problem.ts';
import type { Result } from '../src/shared/domain/result.ts';
import { mangledAnswers } from './campaign/winrm.ts';
import type { Endpoint } from './lab/winrm/endpoint.ts';
import { selfSigned, serverCore, USERS, withEndpoint, type Pki } from './lab/winrm/kit.ts';

let folder: string;
let pki: Pki;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'patchbay-winrm-test-'));
  pki = selfSigned();
});
afterAll(() => rmSync(folder, { recursive: true }));

const hostAt = (port: number, more: Partial<HostDraft> = {}): Host => ({
  ...HostDraft.parse({ name: 'win1', transport: 'winrm', address: '127.0.0.1', port, user: 'LAB\\kim', signIn: { by: 'password' }, elevation: 'root', ...more }),
  id: 'aaaaaaaaaa',
  createdAt: '2026-11-22T00:00:00Z',
}); // prettier-ignore
const transport = (password: string | null = USERS.kim) =>
  winrmTransport({ get: () => (password === null ? null : new Secret(password)) }, { knownCertificates: join(folder, 'known') });

async function scan(endpoint: Endpoint, more: Partial<HostDraft> = {}, password?: string | null) {
  const opened = await transport(password).open(hostAt(endpoint.port, more));
  if (!opened.ok) return opened;
  try {
    return await ask(opened.value, windowsScanQuery({ sentAt: Date.now() }));
  } finally {
    opened.value.close();
  }
}
const problemOf = (result: Result<unknown>): Problem => {
  if (result.ok) throw new Error('it should have failed');
  return result.problem;
};

describe('a scan over WinRM', () => {
  it('is sealed from the first word on, reads the host, and leaves no shell behind', () =>
    withEndpoint({}, async (endpoint) => {
      const read = await scan(endpoint);
      if (!read.ok) throw new Error(JSON.stringify(read.problem));
      const { facts } = read.value;
      expect(facts.kernel.running).toBe('10.0.20348.2113');
      expect(facts.packages.map((one) => one.name)).toEqual(['Windows Server 2022', 'KB5012170', 'KB5032198', 'KB5034129', '7-Zip 23.01 (x64)', 'Größenplaner für Windows 10']); // prettier-ignore
      expect(facts.failedUnits).toEqual(['Spooler']);
      expect(facts.unseen.join()).toMatch(/not asked/);
      expect([endpoint.inClear, endpoint.refusals, endpoint.shells.open]).toEqual([[], [], 0]);
    }));

  it(
    'joins an answer that is cut anywhere, waits through "not yet" and "busy"',
    () =>
      withEndpoint({ quirks: { chunkBytes: 7, notYet: 3, busy: 1 } }, async (endpoint) => {
        const read = await scan(endpoint);
        expect(read.ok && read.value.facts.packages.at(-1)?.name).toBe('Größenplaner für Windows 10');
      }),
    30_000,
  );

  it('takes faults that have a name and no number, as hosts before 2012 send them', () =>
    withEndpoint({ quirks: { notYet: 2, oldFaults: true } }, async (endpoint) => expect((await scan(endpoint)).ok).toBe(true)));

  it('carries a script of any length', () =>
    withEndpoint({ windows: { admin: true, answer: (_, args) => String(args[0]?.length) } }, async (endpoint) => {
      const opened = await transport().open(hostAt(endpoint.port));
      if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
      const command = { ...windowsWayInQuery().command, args: [`a'b’${'é'.repeat(300_000)}`] };
      const output = await opened.value.run(command);
      expect(output.ok && Number(Buffer.from(output.value.stdout))).toBeGreaterThan(300_000);
      opened.value.close();
    }));

  it('runs several commands at once, each over a connection of its own', () =>
    withEndpoint({ quirks: { chunkBytes: 500 } }, async (endpoint) => {
      const opened = await transport().open(hostAt(endpoint.port));
      if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
      const answers = await Promise.all(Array.from({ length: 6 }, () => ask(opened.value, windowsWayInQuery())));
      expect(answers.map((one) => one.ok && one.value.user)).toEqual(Array(6).fill('WIN1\\kim'));
      opened.value.close();
    }));

  it('says what PowerShell said where the script fails, without its XML', () =>
    withEndpoint({ windows: { admin: true, answer: () => ({ error: 'Der RPC-Server ist nicht verfügbar.' }) } }, async (endpoint) => {
      expect(problemOf(await scan(endpoint))).toMatchObject({ kind: 'command-failed', lines: ['Der RPC-Server ist nicht verfügbar.'] });
    }));
});

describe('signing in', () => {
  it('a wrong password is tried once, and no error holds it', () =>
    withEndpoint({}, async (endpoint) => {
      const problem = problemOf(await scan(endpoint, {}, 'Geheim 77'));
      expect(problem).toMatchObject({ kind: 'sign-in-refused', tried: ['NTLM'] });
      expect(endpoint.refusals).toEqual(['wrong password']);
      expect(JSON.stringify([problem, explain(problem)])).not.toContain('Geheim');
    }));
  it('names a clock that is far off', () =>
    withEndpoint({ skewMs: -3_600_000 }, async (endpoint) =>
      expect(JSON.stringify(problemOf(await scan(endpoint, {}, 'x')))).toContain('its clock is 60 min behind'),
    ));
  it.each([
    ['Kerberos only', 'Kerberos'],
    ['Basic without TLS', 'Basic'],
  ] as const)('%s: nothing secret is sent', (_, offer) =>
    withEndpoint({ offers: [offer] }, async (endpoint) => {
      const problem = problemOf(await scan(endpoint));
      expect(problem).toMatchObject({ kind: 'winrm-not-offered', https: false });
      expect([endpoint.refusals, endpoint.inClear]).toEqual([[], []]);
    }),
  );
  it('asks for a password only after the host has answered', () =>
    withEndpoint({}, async (endpoint) => expect(problemOf(await scan(endpoint, {}, null))).toMatchObject({ kind: 'secret-needed' })));
});

describe('in TLS', () => {
  const https = { https: true } as const;
  const accept = async (port: number): Promise<Problem> => {
    const problem = problemOf(await transport().open(hostAt(port, https)));
    if (problem.kind === 'host-key-unknown') expect(await transport().acceptKey?.(hostAt(port, https), problem.fingerprint)).toEqual({ ok: true, value: null }); // prettier-ignore
    return problem;
  };
  it.each([['Negotiate', 'strict'], ['Basic', 'none']] as const)('%s: an unknown certificate stops it before anything is sent, then it is pinned', (offer, hardening) =>
    withEndpoint({ tls: pki, offers: [offer], hardening }, async (endpoint) => {
      expect((await accept(endpoint.port)).kind).toBe('host-key-unknown');
      expect(readFileSync(join(folder, 'known'), 'utf8')).toContain(`[127.0.0.1]:${endpoint.port} SHA256:`);
      const read = await scan(endpoint, https);
      expect(read.ok && read.value.facts.hostname).toBe('WIN1');
      expect(endpoint.refusals).toEqual([]);
    })); // prettier-ignore
  it('a changed certificate blocks, and cannot be accepted', () =>
    withEndpoint({ tls: pki }, async (first) => {
      await accept(first.port);
      await first.close();
      const { startEndpoint } = await import('./lab/winrm/endpoint.ts');
      const other = await startEndpoint({ users: USERS, windows: serverCore, tls: selfSigned() });
      const same = `[127.0.0.1]:${first.port} `;
      const { appendFileSync } = await import('node:fs');
      const print = readFileSync(join(folder, 'known'), 'utf8').split('\n').find((line) => line.startsWith(same))?.slice(same.length); // prettier-ignore
      appendFileSync(join(folder, 'known'), `[127.0.0.1]:${other.port} ${print}\n`);
      const problem = problemOf(await scan(other, https));
      expect(problem).toMatchObject({ kind: 'host-key-changed', keyType: 'X.509 certificate' });
      const refused = await transport().acceptKey?.(
        hostAt(other.port, https),
        problem.kind === 'host-key-changed' ? problem.fingerprint : '',
      );
      expect(refused?.ok).toBe(false);
      await other.close();
    }));
  it.each(['sha384', 'sha512', 'sha1'])('the binding is right for a certificate signed with %s', (digest) =>
    withEndpoint({ tls: selfSigned('win1', digest), hardening: 'strict' }, async (endpoint) => {
      await accept(endpoint.port);
      expect((await scan(endpoint, https)).ok).toBe(true);
    }),
  );
});

describe('what goes wrong is a value', () => {
  it('access denied names the filtered token, and the command that mends it', () =>
    withEndpoint({ quirks: { deny: true } }, async (endpoint) => {
      const problem = problemOf(await scan(endpoint));
      expect(problem.kind).toBe('winrm-denied');
      expect(explain(problem).next).toContain('LocalAccountTokenFilterPolicy');
    }));
  it('a used-up quota', () =>
    withEndpoint({ quirks: { shells: 0 } }, async (endpoint) => expect(problemOf(await scan(endpoint)).kind).toBe('winrm-quota')));
  it('a shell that is gone', () =>
    withEndpoint({ quirks: { shellGone: true } }, async (endpoint) =>
      expect(problemOf(await scan(endpoint)).kind).toBe('connection-lost'),
    ));
  it.each([1, 2, 3, 4, 5])('a line that is cut at answer %i', (at) =>
    withEndpoint({ tamper: (body, count) => (count === at ? null : body) }, async (endpoint) => {
      const read = await scan(endpoint);
      // The last two answers belong to the courtesy at the end: what was heard before is whole.
      if (at <= 4) expect(problemOf(read).kind).toBe('connection-lost');
      else expect(read.ok).toBe(true);
    }),
  );
  it('an answer that was altered on the way is not believed', () =>
    withEndpoint({ tamper: (body, count) => (count === 4 ? Buffer.concat([body.subarray(0, -30), Buffer.from([1]), body.subarray(-29)]) : body) }, async (endpoint) => {
      expect(problemOf(await scan(endpoint))).toMatchObject({ kind: 'connection-lost', detail: expect.stringMatching(/signature/) });
    })); // prettier-ignore
  it('an answer that was sent before, and one without encryption', async () => {
    let first: Buffer | null = null;
    await withEndpoint({ tamper: (body, count) => (count === 1 ? (first = body) : (first ?? body)) }, async (endpoint) =>
      expect(problemOf(await scan(endpoint)).kind).toBe('connection-lost'),
    );
  });
  it('nothing listens; something else does', async () => {
    const other = createServer((_, response) => void response.writeHead(404).end('nope'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    expect(problemOf(await transport().open(hostAt(port))).kind).toBe('winrm-not-there');
    await new Promise((resolve) => other.close(resolve));
    const refused = problemOf(await transport().open(hostAt(port)));
    expect(refused).toMatchObject({ kind: 'unreachable', reason: 'refused' });
    expect(explain(refused).next).toContain('Enable-PSRemoting');
  });
  it('output beyond its bound is not read to its end', () =>
    withEndpoint({ windows: { admin: true, answer: () => 'x'.repeat(9 * 1024 * 1024) } }, async (endpoint) =>
      expect(problemOf(await scan(endpoint)).kind).toBe('too-much-output'),
    ));
  it('an answer that is no scan, or lies about it', async () => {
    for (const text of ['', '{', '[]', scanAnswer({ form: 2 }), scanAnswer({ listed: 'KB1' }), scanAnswer({ more: 1 })])
      await withEndpoint({ windows: { admin: true, answer: () => text } }, async (endpoint) =>
        expect(problemOf(await scan(endpoint)).kind).toBe('cannot-parse'),
      );
  });
  it('a script that is not for Windows is not sent', () =>
    withEndpoint({}, async (endpoint) => {
      const opened = await transport().open(hostAt(endpoint.port));
      if (!opened.ok) throw new Error(JSON.stringify(opened.problem));
      const ran = await opened.value.run({ what: 'launch', script: 'true', args: [], rights: 'root', deadlineSeconds: 5, maxBytes: 10 });
      expect(problemOf(ran).kind).toBe('windows-not-deployed');
      opened.value.close();
    }));
});

it('mangled answers are read or refused, never thrown over (npm run campaign -- winrm has 100,000 each)', () => {
  for (const outcome of mangledAnswers(500)) expect(outcome.wrong, outcome.name).toEqual([]);
});

it('a test of the connection is told layer by layer', () =>
  withEndpoint({}, async (endpoint) => {
    const seen: Seen[] = [];
    const opened = await transport().open(hostAt(endpoint.port), undefined, (one) => void seen.push(one));
    expect(seen.map(({ layer }) => layer)).toEqual(['tcp', 'sign-in']);
    expect(seen.at(-1)?.text).toBe('LAB\\kim by NTLM, every message sealed; Microsoft Corporation OS: 10.0.20348 SP: 0.0 Stack: 3.0');
    if (opened.ok) opened.value.close();
  }));
