import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type AuthContext, type Connection, type KeyboardAuthContext } from 'ssh2';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Host } from '../../../shared/domain/host.ts';
import { testHost } from '../sshd.test-kit.ts';
import { Secret, type Secrets, type Transport } from '../transport.ts';
import { sshTransport } from './ssh.ts';

// Hosts that ask more than for one password. The other side is ssh2's own server, which asks what it is told to.
vi.setConfig({ testTimeout: 30_000 });

type Round = readonly { readonly prompt: string; readonly echo: boolean }[];
const hidden = (prompt: string): Round => [{ prompt, echo: false }];

/** What the server asks, what it was answered, and which answers are right. */
let rounds: readonly Round[] = [];
let right: readonly (readonly string[])[] = [];
let instruction = '';
let firstFactor: 'password' | null = null;
let heard: string[][] = [];
let connections = 0;

const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
const key = ssh2.utils.generateKeyPairSync('ed25519');
const server = new ssh2.Server({ hostKeys: [key.private] }, (client: Connection) => {
  connections++;
  let passed = firstFactor === null;
  client.on('error', () => {});
  client.on('authentication', (context: AuthContext) => {
    if (!passed && context.method === firstFactor) {
      passed = true;
      return context.reject(['keyboard-interactive'], true);
    }
    if (!passed || context.method !== 'keyboard-interactive')
      return context.reject([firstFactor !== null && !passed ? firstFactor : 'keyboard-interactive']);
    askRound(context, 0);
  });
  client.on('ready', () => client.on('session', (accept) => accept().on('exec', (take) => take().exit(0))));
});
function askRound(context: KeyboardAuthContext, at: number): void {
  const round = rounds[at];
  if (!round) return context.accept();
  context.prompt([...round], 'Two factors', instruction, (answers) => {
    heard.push(answers);
    if (JSON.stringify(answers) === JSON.stringify(right[at])) askRound(context, at + 1);
    else context.reject(['keyboard-interactive']);
  });
}

let way: Transport;
let host: Host;
const secrets: Secrets = { get: (kind) => (kind === 'password' ? new Secret('hunter2') : null) };

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${port} ${key.public.split(' ').slice(0, 2).join(' ')}\n`);
  host = testHost({ port, signIn: { by: 'password' } });
  way = sshTransport(secrets, { knownHosts: join(folder, 'known_hosts'), systemKnownHosts: [], agent: null });
});
afterEach(() => {
  heard = [];
  connections = 0;
  instruction = '';
  firstFactor = null;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const open = async (): Promise<unknown> => {
  const opened = await way.open(host);
  if (opened.ok) opened.value.close();
  return opened.ok ? 'open' : opened.problem;
};

it('answers the one password itself, and asks a person for the code, on the same connection', async () => {
  rounds = [hidden('Password: '), hidden('Verification code: ')];
  right = [['hunter2'], ['123456']];
  instruction = 'A code was sent\nto your phone';
  expect(await open()).toEqual({
    kind: 'questions-asked',
    user: host.user,
    address: '127.0.0.1',
    instruction: 'A code was sent to your phone',
    prompts: [{ text: 'Verification code:', echo: false }],
    seconds: 100,
  });
  expect(await way.answer?.(host, ['123456'])).toEqual({ ok: true, value: null });
  expect(await open()).toBe('open');
  expect([heard, connections]).toEqual([[['hunter2'], ['123456']], 1]);
  // Used once: the next connection is asked anew, and nothing is remembered.
  expect(await open()).toMatchObject({ kind: 'questions-asked' });
});

it('goes on round after round, with several questions at once and echo as the host wants it', async () => {
  rounds = [[{ prompt: 'Customer', echo: true }, { prompt: 'PIN', echo: false }], hidden('Token 7731'), []]; // prettier-ignore
  right = [['acme', '42'], ['9'], []];
  expect(await open()).toMatchObject({ prompts: [{ text: 'Customer', echo: true }, { text: 'PIN', echo: false }] }); // prettier-ignore
  expect(await way.answer?.(host, ['acme'])).toMatchObject({ problem: { kind: 'invalid-input' } });
  expect(await way.answer?.(host, ['acme', '42'])).toMatchObject({
    problem: { kind: 'questions-asked', prompts: [{ text: 'Token 7731' }] },
  });
  expect(await way.answer?.(host, ['9'])).toEqual({ ok: true, value: null });
  expect(await open()).toBe('open');
  expect(connections).toBe(1);
});

it('asks for a code after a first factor that was right', async () => {
  firstFactor = 'password';
  rounds = [hidden('Code: ')];
  right = [['1']];
  expect(await open()).toMatchObject({ kind: 'questions-asked', prompts: [{ text: 'Code:' }] });
  expect(await way.answer?.(host, ['1'])).toEqual({ ok: true, value: null });
  expect(await open()).toBe('open');
});

it('says no once where the answer was wrong, and does not try it again', async () => {
  rounds = [hidden('Password: '), hidden('Code: ')];
  right = [['hunter2'], ['1']];
  await open();
  expect(await way.answer?.(host, ['2'])).toMatchObject({ problem: { kind: 'sign-in-refused', tried: ['keyboard-interactive'] } });
  expect(heard).toEqual([['hunter2'], ['2']]);
  expect(await way.answer?.(host, ['1'])).toMatchObject({ problem: { kind: 'conflict' } });
});

it('shows hostile words as text, bounded, and answers no flood of questions', async () => {
  rounds = [hidden(`\u001b]0;owned\u0007\u202eCode${'x'.repeat(5000)}`)];
  instruction = `\u001b[2J${'y'.repeat(20_000)}`;
  firstFactor = 'password';
  const asked = (await open()) as { prompts: { text: string }[]; instruction: string };
  expect(asked.prompts[0]?.text).toMatch(/^Codex+…$/);
  expect([asked.prompts[0]?.text.length, asked.instruction.length]).toEqual([200, 1000]);
  rounds = [Array.from({ length: 30 }, () => ({ prompt: 'more', echo: true }))];
  expect(await open()).toMatchObject({ kind: 'cannot-parse', line: '30 questions at once' });
});
