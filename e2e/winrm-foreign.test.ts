import { execFile, spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { accountFrom, ntlmClient } from '../src/main/transports/winrm/ntlm/client.ts';
import { channelBinding } from '../src/main/transports/winrm/ntlm/keys.ts';
import { Sealer } from '../src/main/transports/winrm/ntlm/seal.ts';
import { selfSigned, withEndpoint } from './lab/winrm/kit.ts';

/** Programs that we did not write. Debian's packages of the same names; where one is missing its tests are skipped, and say so. */
const PYTHON = '/usr/bin/python3';
const has = (program: string, ...words: string[]): boolean => spawnSync(program, words, { stdio: 'ignore' }).status === 0;
const noWinrm = !has(PYTHON, '-c', 'import winrm, requests_ntlm');
const noGss = !has(PYTHON, '-c', 'import gssapi') || !has('test', '-e', '/etc/gss/mech.d/mech.ntlmssp.conf');
const noSamba = !has('ntlm_auth', '--version');

const folder = mkdtempSync(join(tmpdir(), 'patchbay-foreign-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const beside = (name: string): string => fileURLToPath(new URL(`./lab/winrm/${name}`, import.meta.url));
/** Python's NTLM asks OpenSSL for MD4, which has it in its legacy provider only. */
const openssl = (): string =>
  file('openssl.cnf', 'openssl_conf = i\n[i]\nproviders = p\n[p]\ndefault = d\nlegacy = d\n[d]\nactivate = 1\n');

/** A program that answers a line with a line. */
class Lines {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  constructor(program: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(program, words, { env });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }
  async say(line: string): Promise<string> {
    this.#child.stdin.write(`${line}\n`);
    const next = await this.#answers.next();
    return next.done ? 'ended' : next.value;
  }
  end(): void {
    this.#child.kill();
  }
}

describe.skipIf(noWinrm)('python3-winrm takes our endpoint for a Windows host', () => {
  const ask = async (url: string, password: string, transport: string) => {
    // Nothing else of ours: a proxy or a bundle of authorities in the environment would have its way.
    const env = { PATH: process.env['PATH'], OPENSSL_CONF: openssl() };
    const { stdout } = await promisify(execFile)(PYTHON, [beside('foreign-client.py'), url, 'LAB\\kim', password, transport], { env });
    return JSON.parse(stdout) as { said?: unknown[]; error?: string };
  };
  const users = { kim: 'Pass1word!' };
  const said = [
    ['grüße €\r\n', '', 0],
    ['', '', 3],
    ['', "'nonsense' is not recognized as an internal or external command\r\n", 1],
    ['played: Get-Date\r\n'],
  ];
  it('NTLM, every message encrypted', () =>
    withEndpoint({ users, quirks: { chunkBytes: 3, notYet: 1 } }, async (endpoint) => {
      expect(await ask(`http://127.0.0.1:${endpoint.port}/wsman`, users.kim, 'ntlm')).toEqual({ said });
      expect([endpoint.inClear, endpoint.shells.open]).toEqual([[], 0]);
      expect(await ask(`http://127.0.0.1:${endpoint.port}/wsman`, 'wrong', 'ntlm')).toHaveProperty('error');
      expect(endpoint.refusals).toContain('wrong password');
    }));
  it('Basic and NTLM in TLS', () =>
    withEndpoint({ users, tls: selfSigned(), offers: ['Negotiate', 'Basic'] }, async (endpoint) => {
      expect(await ask(`https://127.0.0.1:${endpoint.port}/wsman`, users.kim, 'basic')).toEqual({ said });
      expect(await ask(`https://127.0.0.1:${endpoint.port}/wsman`, users.kim, 'ntlm-tls')).toEqual({ said });
      expect(await ask(`https://127.0.0.1:${endpoint.port}/wsman`, 'wrong', 'basic')).toHaveProperty('error');
    }));
});

describe.skipIf(noGss)('gss-ntlmssp verifies our sign-in, our seals and our channel binding', () => {
  const hash = randomBytes(32);
  const bindingData = Buffer.concat([Buffer.from('tls-server-end-point:'), hash]).toString('hex');
  type Said = { challenge?: string; ok?: boolean; name?: string; error?: string; plain?: string; sealed?: string };
  const signIn = async (password: string, ours: Buffer | null, theirs: string | null) => {
    const users = file('users', 'DOMAIN:kim:Passwört 1\n');
    const lines = new Lines(PYTHON, [beside('foreign-server.py')], { ...process.env, NTLM_USER_FILE: users });
    const say = async (what: object): Promise<Said> => JSON.parse(await lines.say(JSON.stringify(what))) as Said;
    const client = ntlmClient(accountFrom('DOMAIN\\kim'), password, 'HTTP/win1', ours && channelBinding(ours));
    const { challenge } = await say({ negotiate: client.negotiate.toString('base64'), cbt: theirs });
    const answer = client.authenticate(Buffer.from(challenge ?? '', 'base64'));
    if (typeof answer === 'string') throw new Error(answer);
    const verdict = await say({ authenticate: answer.message.toString('base64') });
    return { say, verdict, answer, end: () => lines.end() };
  };

  it('a right password, and messages both ways; one that was altered or sent again is refused', async () => {
    const { say, verdict, answer, end } = await signIn('Passwört 1', hash, bindingData);
    expect(verdict).toMatchObject({ ok: true });
    const sealer = new Sealer(answer.sessionKey);
    let last = '';
    for (const plain of [Buffer.from('<s:Envelope/>'), randomBytes(70_000), Buffer.from('é')]) {
      const { signature, sealed } = sealer.seal(plain);
      last = Buffer.concat([signature, sealed]).toString('base64');
      expect((await say({ open: last })).plain).toBe(plain.toString('base64'));
      const back = Buffer.from((await say({ seal: plain.toString('base64') })).sealed ?? '', 'base64');
      expect(sealer.open(back.subarray(0, 16), back.subarray(16))?.equals(plain)).toBe(true);
    }
    expect(await say({ open: last })).toHaveProperty('error');
    const { signature, sealed } = sealer.seal(Buffer.from('altered'));
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(await say({ open: Buffer.concat([signature, sealed]).toString('base64') })).toHaveProperty('error');
    end();
  });
  it.each([
    ['a wrong password', 'wrong', hash],
    ['the binding of another connection', 'Passwört 1', Buffer.alloc(32, 1)],
  ] as const)('%s is refused', async (_, password, ours) => {
    const { verdict, end } = await signIn(password, ours, bindingData);
    expect(verdict).toHaveProperty('error');
    end();
  });
});

describe.skipIf(noSamba)('Samba verifies our sign-in', () => {
  const conf = (): string =>
    file(
      'smb.conf',
      `[global]\nworkgroup = LAB\nnetbios name = WINTEST\nserver role = standalone server\ninterfaces = 127.0.0.1\nbind interfaces only = yes\n${['private dir', 'lock directory', 'state directory', 'cache directory', 'pid directory'].map((one) => `${one} = ${folder}`).join('\n')}\npassdb backend = tdbsam:${folder}/passdb.tdb\nntlm auth = ntlmv2-only\n`,
    );
  const signIn = async (password: string, name = 'LAB\\kim') => {
    const words = ['--helper-protocol=squid-2.5-ntlmssp', '--username=kim', '--password=Pass1word', '--domain=LAB'];
    const samba = new Lines('ntlm_auth', [`--configfile=${conf()}`, ...words]);
    await samba.say('SF NTLMSSP_FEATURE_SESSION_KEY');
    const client = ntlmClient(accountFrom(name), password, 'HTTP/wintest', null);
    const [, challenge = ''] = (await samba.say(`YR ${client.negotiate.toString('base64')}`)).split(' ');
    const answer = client.authenticate(Buffer.from(challenge, 'base64'));
    if (typeof answer === 'string') throw new Error(answer);
    const verdict = await samba.say(`KK ${answer.message.toString('base64')}`);
    const key = await samba.say('GK');
    samba.end();
    return { verdict, key, sessionKey: answer.sessionKey.toString('base64') };
  };
  it('a right password, with the same session key on both sides', async () => {
    const { verdict, key, sessionKey } = await signIn('Pass1word');
    expect([verdict, key]).toEqual(['AF LAB\\kim', `GK ${sessionKey}`]);
  });
  it('a wrong one is refused, and there is no key', async () => {
    const { verdict, key } = await signIn('wrong');
    expect(verdict).toMatch(/^NA NT_STATUS_/);
    expect(key).toMatch(/^BH/);
  });
});
