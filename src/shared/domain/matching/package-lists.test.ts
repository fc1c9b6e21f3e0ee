import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRelease } from './ecosystems.ts';

const read = (release: string, text: string) => {
  const found = findRelease(release);
  if (!found) throw new Error(release);
  return found.ecosystem.packageList(text);
};
const first = (release: string, text: string) => {
  const result = read(release, text);
  if (!result.ok) throw new Error(JSON.stringify(result.problem));
  return result.value.packages[0];
};

describe('rpm', () => {
  const openssl = { name: 'openssl-libs', version: '1:3.0.7-27.el9', source: '', sourceVersion: '', origin: null };
  it.each([
    ['name, epoch and version', 'openssl-libs\t1:3.0.7-27.el9\n', openssl],
    ['with the architecture', 'openssl-libs\t1:3.0.7-27.el9\tx86_64\n', openssl],
    [
      'all columns',
      'openssl-libs\t1:3.0.7-27.el9\tx86_64\topenssl-3.0.7-27.el9.src.rpm\tAlmaLinux\t(none)\n',
      { ...openssl, source: 'openssl', sourceVersion: '3.0.7-27.el9', origin: 'AlmaLinux', module: '' },
    ],
    [
      'no vendor',
      'a\t(none):1-2\tnoarch\t(none)\t(none)\t(none)\n',
      { ...openssl, name: 'a', version: '1-2', origin: 'no vendor', module: '' },
    ],
    ['no epoch', 'bash\t(none):5.1.8-9.el9\tx86_64\n', { ...openssl, name: 'bash', version: '5.1.8-9.el9' }],
    ['an epoch of 0', 'bash\t0:5.1.8-9.el9\tx86_64\n', { ...openssl, name: 'bash', version: '5.1.8-9.el9' }],
    ['five words', 'openssl-libs 1 3.0.7 27.el9 x86_64\n', openssl],
    ['plain rpm -qa', 'libstdc++-11.4.1-3.el9.x86_64\n', { ...openssl, name: 'libstdc++', version: '11.4.1-3.el9', epochUnknown: true }],
    [
      'a key',
      'gpg-pubkey-b86b3716-61e69f29.(none)\n',
      { ...openssl, name: 'gpg-pubkey', version: 'b86b3716-61e69f29', epochUnknown: true },
    ],
    ['%{NEVRA}', 'bash-5.1.8-9.el9.x86_64\nopenssl-libs-1:3.0.7-27.el9.x86_64\n', { ...openssl, name: 'bash', version: '5.1.8-9.el9' }],
  ])('%s', (_, text, expected) => expect(first('alma:9', text)).toEqual(expected));

  it('keeps the label of a module', () =>
    expect(first('alma:9', 'nodejs\t1:18-1.module_el9\tx86_64\tnodejs-18-1.module_el9.src.rpm\tAlmaLinux\tnodejs:18:9:a\n')?.module).toBe(
      'nodejs:18:9:a',
    ));
});

describe('apk', () => {
  const musl = { name: 'musl-utils', version: '1.2.5-r0', source: 'musl', sourceVersion: '1.2.5-r0', origin: null };
  it.each([
    ['apk list -I', 'musl-utils-1.2.5-r0 x86_64 {musl} (MIT AND BSD-2-Clause) [installed]\n', musl],
    ['apk info -v', 'musl-utils-1.2.5-r0\n', { ...musl, source: '' }],
    ['apk info -vv', 'musl-utils-1.2.5-r0 - the musl c library\n', { ...musl, source: '' }],
    ['the database', 'C:Q1\nP:musl-utils\nV:1.2.5-r0\no:musl\n\nP:.deps\nV:0\n', musl],
    [
      'digits in the name',
      'libcrypto1.1-1.1.1c-r0 x86_64 {openssl} (OpenSSL) [installed]\n',
      { ...musl, name: 'libcrypto1.1', version: '1.1.1c-r0', source: 'openssl', sourceVersion: '1.1.1c-r0' },
    ],
  ])('%s', (_, text, expected) => expect(first('alpine:3.20', text)).toEqual(expected));
});

it('pacman -Q', () => expect(first('arch', 'linux-api-headers 6.8-1\n')).toMatchObject({ name: 'linux-api-headers', version: '6.8-1' }));

describe.each(['alma:9', 'alpine:3.20', 'arch', 'ubuntu:24.04', 'debian:12'])('a list for %s', (release) => {
  it.each([
    ['nothing', ''],
    ['a web page', '<!doctype html>\n<p>hello</p>\n'],
    ['bytes', '\u0000\u0001\u0002'],
    ['a sentence', 'rpm: command not found, sorry\n'],
  ])('is not %s', (_, text) => expect(read(release, text)).toMatchObject({ ok: false, problem: { kind: 'cannot-parse' } }));

  it('whatever comes in, packages or a problem come out', () => {
    const runs = Number(process.env['PATCHBAY_FUZZ_RUNS'] ?? 300);
    const samples = [
      'a\t1:1-2\tx86_64\ta-1-2.src.rpm\tv\t(none)',
      'bash-5.1-9.el9.x86_64',
      'musl-1.2-r0 x86_64 {musl} (MIT) [installed]',
      'P:a\nV:1-r0\n',
      'curl 8.5-1',
      'Package: a\nStatus: install ok installed\nVersion: 1',
      '\n',
      '\t',
      ':',
      '-',
      '~',
      '{',
      '(none)',
      '\u0000',
      'é',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...samples), fc.string({ maxLength: 20 })), { maxLength: 12 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (input) => {
        const result = read(release, input);
        if (!result.ok) expect(result.problem.kind).toBe('cannot-parse');
        for (const one of result.ok ? result.value.packages : []) expect(one.name.length * one.version.length).toBeGreaterThan(0);
      }),
      { numRuns: runs, ...(runs === 300 && { seed: 20261122 }) },
    );
  }, 10_000_000);
});
