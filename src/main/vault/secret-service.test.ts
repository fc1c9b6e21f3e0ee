import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { keyToText } from './key-store.ts';
import { secretService } from './secret-service.ts';
import { must, place, WEB } from './vault.test-kit.ts';

const missing = ['dbus-daemon', 'gnome-keyring-daemon', 'secret-tool', 'gdbus'].filter(
  (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0,
);
if (missing.length)
  console.log(`skipped, a real keyring: ${missing.join(', ')} not installed (dbus, gnome-keyring, libsecret-tools, libglib2.0-bin)`);

const KEY = randomBytes(32);
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'patchbay-keyring-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('without a desktop', () => {
  it('says why, and starts nothing', async () => {
    expect(await secretService({ PATH: process.env['PATH'] }).unavailable()).toBe('there is no desktop session here');
    const noTool = secretService({ PATH: '/nowhere', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' });
    expect(await noTool.unavailable()).toContain('secret-tool is not installed');
  });

  it('hands the key over on stdin: neither arguments nor environment have it', async () => {
    const tool = join(folder, 'tool');
    const record = join(folder, 'record');
    writeFileSync(tool, `#!/bin/sh\n{ echo "$@"; env; } >> ${record}\ncat >> ${record}.stdin\n`, { mode: 0o755 });
    const store = secretService({ PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }, tool);
    const id = await must(store.seal(KEY));
    expect(readFileSync(`${record}.stdin`, 'utf8')).toBe(keyToText(KEY));
    const seen = readFileSync(record, 'utf8');
    expect(seen).toContain(`store --label=Patchbay vault application patchbay vault ${id}`);
    for (const form of [keyToText(KEY), KEY.toString('hex')]) expect(seen).not.toContain(form);
  });

  it('an id that is none is not passed on, and an answer that is no key is refused', async () => {
    const tool = join(folder, 'other');
    writeFileSync(tool, '#!/bin/sh\necho "not a key"\n', { mode: 0o755 });
    const store = secretService({ PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }, tool);
    expect(await store.unseal('--help')).toMatchObject({ ok: false });
    expect(await store.unseal('0'.repeat(32))).toMatchObject({ ok: false, problem: expect.stringContaining('refused') });
  });
});

describe.skipIf(missing.length > 0)('with GNOME Keyring', { timeout: 60_000 }, () => {
  const running: ChildProcess[] = [];
  let env: Record<string, string> = {};

  /** A session bus and a keyring of their own, in a home of their own. */
  beforeAll(async () => {
    const home = join(folder, 'home');
    mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
    const base = { PATH: process.env['PATH']!, HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), XDG_DATA_HOME: join(home, 'data') };
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], { env: base, stdio: ['ignore', 'pipe', 'ignore'] });
    running.push(bus);
    const address = await new Promise<string>((resolve) => bus.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
    env = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
    await keyring();
  }, 60_000);
  afterAll(() => {
    for (const one of running) one.kill('SIGKILL');
  });

  async function keyring(): Promise<void> {
    const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    running.push(daemon);
    daemon.stdin.end('password of the login keyring\n');
    const owner = ['call', '--session', '--dest=org.freedesktop.DBus', '--object-path=/org/freedesktop/DBus'];
    const method = ['--method=org.freedesktop.DBus.NameHasOwner', 'org.freedesktop.secrets'];
    await vi.waitFor(() => expect(execFileSync('gdbus', [...owner, ...method], { env, encoding: 'utf8' })).toContain('true'), {
      timeout: 30_000,
      interval: 100,
    });
  }

  it('keeps a key, gives it back, and forgets it', async () => {
    const store = secretService(env);
    expect(await store.unavailable()).toBe(null);
    const id = await must(store.seal(KEY));
    expect((await must(store.unseal(id))).equals(KEY)).toBe(true);
    await store.forget(id);
    expect(await store.unseal(id)).toEqual({ ok: false, problem: 'the secret service no longer has the key of this vault' });
  });

  it('seals a vault that opens without a question, and says so when the keyring is gone', async () => {
    using at = place();
    const stores = [secretService(env)];
    const vault = at.vault({ stores });
    await must(vault.set(WEB, 'password', 'one'));
    await must(vault.choose('key-store', null));
    const next = at.vault({ stores });
    await must(next.ensureOpen());
    expect(next.secret(WEB, 'password')).toBe('one');
    running.pop()!.kill('SIGKILL');
    const keyrings = join(env['XDG_DATA_HOME']!, 'keyrings');
    expect(readdirSync(keyrings).length).toBeGreaterThan(0);
    rmSync(keyrings, { recursive: true });
    await keyring();
    expect(await at.vault({ stores }).ensureOpen()).toMatchObject({
      problem: { kind: 'vault-key-lost', detail: expect.stringContaining('no longer has the key'), hasPassphrase: false },
    });
  });
});
