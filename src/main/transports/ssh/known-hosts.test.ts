import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { appendKnownHost, fingerprint, judge, keyTypeOf, parseKnownHosts, readKnownHosts } from './known-hosts.ts';

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
    expect(verdict(line('@cert-authority *', one))).toBe('unknown');
  });

  it('skips what is no line of a key', () => {
    expect(parseKnownHosts('# web.lan ssh-rsa AAAA\n\nweb.lan\n@strange web.lan ssh-rsa AAAA\n|1|broken ssh-rsa AAAA\r\n')).toEqual([
      { marker: 'none', names: '|1|broken', keyType: 'ssh-rsa', key: 'AAAA' },
    ]);
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
    expect(await appendKnownHost(file, 'web.lan', 22, one)).toEqual({ ok: true, value: null });
    expect([statSync(file).mode & 0o777, statSync(join(file, '..')).mode & 0o777]).toEqual([0o600, 0o700]);
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
    await Promise.all(Array.from({ length: 20 }, (_, index) => appendKnownHost(file, 'web.lan', 2000 + index, two)));
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
    expect(await appendKnownHost(join(folder, 'taken'), 'a', 22, one)).toMatchObject({ ok: false, problem: { kind: 'file' } });
  });
});
