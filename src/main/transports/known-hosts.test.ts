import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { appendKnownHost, fingerprint, judge, keyTypeOf, linesNamed, parseKnownHosts, readKnownHosts } from './known-hosts.ts';

const blob = (type = 'ssh-ed25519'): Buffer =>
  Buffer.concat([Buffer.from([0, 0, 0, type.length]), Buffer.from(type), Buffer.from([0, 0, 0, 32]), randomBytes(32)]);
const line = (names: string, key: Buffer): string => `${names} ${keyTypeOf(key)} ${key.toString('base64')}\n`;
const folder = mkdtempSync(join(tmpdir(), 'patchbay-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('known_hosts', () => {
  const [one, two] = [blob(), blob('ssh-rsa')];
  const verdict = (text: string, address = 'web.lan', port = 22, key = one): string => judge(parseKnownHosts(text), address, port, key).is;

  it.each([
    ['the name', 'web.lan', 'known'],
    ['any letter case', 'WEB.lan', 'known'],
    ['one name of several', 'db.lan,web.lan,10.0.0.1', 'known'],
    ['a pattern', '*.lan', 'known'],
    ['one sign', 'we?.lan', 'known'],
    ['a pattern that leaves it out', '*.lan,!web.*', 'unknown'],
    ['another name', 'web.lan.org', 'unknown'],
    ['another port', '[web.lan]:2222', 'unknown'],
  ])('%s', (_, names, is) => expect(verdict(line(names, one))).toBe(is));

  it('keeps ports apart, and lets a line without one stand for all, as ssh does', () => {
    expect(verdict(line('[web.lan]:2222', one), 'web.lan', 2222)).toBe('known');
    expect(verdict(line('web.lan', one), 'web.lan', 2222)).toBe('known');
    expect(verdict(line('web.lan', two) + line('[web.lan]:2222', one), 'web.lan', 2222)).toBe('known');
    // Another sshd behind the same address is first contact, as in ssh: a line without a port speaks against none.
    expect(verdict(line('web.lan', two), 'web.lan', 2222)).toBe('unknown');
    expect(verdict(line('@revoked web.lan', one), 'web.lan', 2222)).toBe('revoked');
    expect(verdict(line('[fe80::1]:22', one), 'fe80::1')).toBe('unknown');
    expect(verdict(line('fe80::1', one), 'fe80::1')).toBe('known');
  });

  it('calls a key changed where the host is known by another, of whatever type', () => {
    expect(verdict(line('web.lan', blob()))).toBe('changed');
    expect(verdict(line('web.lan', two))).toBe('changed');
    expect(verdict(line('web.lan', two) + line('*', one))).toBe('known');
  });

  it('puts a revoked key before everything', () => {
    expect(verdict(line('web.lan', one) + line('@revoked *', one))).toBe('revoked');
    expect(verdict(line('web.lan', one) + line('@revoked *', two))).toBe('known');
    expect(verdict(line('@cert-authority *', two))).toBe('by-authority');
    expect(verdict(line('@cert-authority *', two) + line('web.lan', one))).toBe('known');
    expect(verdict(line('@cert-authority *.lan,!web.*', two))).toBe('unknown');
  });

  it('skips what is no line of a key', () => {
    const good = line('web.lan', one);
    const text = `# web.lan ssh-rsa AAAA\n\nweb.lan\n@strange ${good}web.lan ssh-rsa AAAA\nweb.lan ssh-rsa ${one.toString('base64')}\n\t ${good}`;
    expect(parseKnownHosts(text, 'file')).toEqual([
      { marker: 'none', names: 'web.lan', keyType: 'ssh-ed25519', key: one.toString('base64'), where: 'file:7' },
    ]);
    // Garbage beside the host's name is no known key, so that it cannot lock the host out.
    expect(verdict('web.lan ssh-ed25519 AAAA\n')).toBe('unknown');
    expect(verdict('|1|broken ssh-ed25519 AAAA\n|1|a|b|c x y\n')).toBe('unknown');
  });

  it('never throws, nor takes for ever, whatever a file or a key holds', () => {
    fc.assert(fc.property(fc.string(), fc.uint8Array(), (text, key) => void judge(parseKnownHosts(text), 'web.lan', 22, Buffer.from(key))));
    const started = performance.now();
    expect(verdict(line(`${'*a'.repeat(400)}b`, one), 'a'.repeat(250))).toBe('unknown');
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('adds lines that ssh-keygen finds, in a folder that it makes, behind a last line without an end', async () => {
    const file = join(folder, 'new', '.ssh', 'known_hosts');
    expect(await appendKnownHost(file, 'web.lan', one)).toEqual({ ok: true, value: null });
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
    await Promise.all(Array.from({ length: 20 }, (_, index) => appendKnownHost(file, `[web.lan]:${2000 + index}`, two)));
    const read = await readKnownHosts([file, join(folder, 'not-there')]);
    expect(read.ok && [judge(read.value, 'web.lan', 22, one).is, judge(read.value, 'web.lan', 2019, two).is, read.value.length]).toEqual([
      'known',
      'known',
      21,
    ]);
    if (!existsSync('/usr/bin/ssh-keygen')) return;
    expect(execFileSync('ssh-keygen', ['-F', '[web.lan]:2007', '-f', file], { encoding: 'utf8' })).toContain(two.toString('base64'));
  });

  it('gives the fingerprint that ssh-keygen gives, and says where it cannot write', async () => {
    const file = join(folder, 'one');
    writeFileSync(file, line('web.lan', one));
    if (existsSync('/usr/bin/ssh-keygen'))
      expect(execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' })).toContain(` ${fingerprint(one)} `);
    mkdirSync(join(folder, 'taken'));
    expect(await appendKnownHost(join(folder, 'taken'), 'a', one)).toMatchObject({ ok: false, problem: { kind: 'file' } });
  });
});

/** Lines as people and programs write them, and as they get broken. */
function randomFile(dice: () => number): { text: string; name: string } {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(dice() * of.length)] as T;
  const hosts = ['web.lan', 'db.lan', '10.0.0.5', '[web.lan]:2222', 'fe80::1', '[10.0.0.5]:22', 'a'];
  const hash = (name: string, salt = randomBytes(pick([20, 20, 20, 19]))): string =>
    `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;
  const patterns = ['*', '*.lan', '!web.lan', '?eb.lan', '10.0.0.*', '[*]:2222', 'WEB.lan', '', '!*', '*.*.*.*', '|x'];
  const names = (): string =>
    dice() < 0.3 ? hash(pick(hosts)) : Array.from({ length: 1 + Math.floor(dice() * 3) }, () => pick([...hosts, ...patterns])).join(',');
  const key = (): string => {
    const made = blob(pick(['ssh-ed25519']));
    const text = made.toString('base64');
    return pick([
      `ssh-ed25519 ${text}`,
      `ssh-ed25519 ${text}`,
      `ssh-ed25519 ${text} kim@desk`,
      `ssh-rsa ${text}`,
      'ssh-ed25519 AAAA',
      'ssh-ed25519',
      '',
    ]);
  };
  const one = (): string =>
    `${pick(['', '', '', ' ', '\t'])}${pick(['', '', '', '', '@revoked ', '@cert-authority ', '@strange ', '#'])}${names()}${pick([' ', ' ', '\t', '  '])}${key()}`;
  return { text: `${Array.from({ length: 1 + Math.floor(dice() * 8) }, one).join('\n')}\n`, name: pick(hosts) };
}

/** The line numbers that `ssh-keygen -F` finds; -l makes it read the keys as well. */
function foundBySsh(file: string, name: string): string[] {
  const { stdout } = spawnSync('ssh-keygen', ['-F', name, '-l', '-f', file], { encoding: 'utf8' });
  return [...stdout.matchAll(/^# Host .* found: line (\d+)/gm)].map((found) => found[1] ?? '');
}

/** PATCHBAY_FUZZ=5000 for the campaign; a seeded sample otherwise. */
const CASES = Number(process.env['PATCHBAY_FUZZ'] ?? 60);
describe.skipIf(!existsSync('/usr/bin/ssh-keygen'))('the same lines as ssh-keygen -F', () => {
  it(`in ${CASES} made-up files`, () => {
    let state = 20261122;
    const dice = (): number => ((state = (state * 1103515245 + 12345) % 2147483648), state / 2147483648);
    const file = join(folder, 'fuzzed');
    for (let index = 0; index < CASES; index++) {
      const { text, name } = randomFile(dice);
      writeFileSync(file, text);
      const ours = linesNamed(parseKnownHosts(text, ''), name).map((found) => found.where.slice(1));
      expect(ours, `${name} in\n${text}`).toEqual(foundBySsh(file, name));
    }
  }, 600_000);
});

it('several programs that add at once lose no line and mix none', async () => {
  const file = join(folder, 'crowded');
  const script = `import { appendKnownHost } from ${JSON.stringify(join(import.meta.dirname, 'known-hosts.ts'))};
    const key = Buffer.from(${JSON.stringify(blob().toString('base64'))}, 'base64');
    for (let i = 0; i < 50; i++) { const done = await appendKnownHost(${JSON.stringify(file)}, 'h' + i, key); if (!done.ok) process.exit(1); }`;
  const exits = await Promise.all(
    Array.from(
      { length: 4 },
      async () => (await once(spawn(process.execPath, ['--input-type=module', '-e', script]), 'exit'))[0] as number,
    ),
  );
  expect(exits).toEqual([0, 0, 0, 0]);
  const read = await readKnownHosts([file]);
  expect(read.ok && [read.value.length, statSync(file).mode & 0o777]).toEqual([200, 0o600]);
}, 60_000);
