import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { debianRelease } from './debian/release.ts';
import { readPackageList } from './package-list.ts';

const openssl = { name: 'libssl3', version: '3.0.17-1', source: 'openssl', sourceVersion: '3.0.17-1', origin: null };
const read = (text: string) => {
  const result = readPackageList(text);
  return result.ok ? result.value : result.problem;
};

describe('a bare list of packages', () => {
  it.each([
    ['four columns', 'libssl3\t3.0.17-1\topenssl\t3.0.17-1\n'],
    ['six columns', 'libssl3\t3.0.17-1\tamd64\topenssl\t3.0.17-1\tii \n'],
    ['an architecture behind the name', 'libssl3:amd64\t3.0.17-1\topenssl\t3.0.17-1\r\n'],
    ['what is not installed left out', 'libssl3\t3.0.17-1\tamd64\topenssl\t3.0.17-1\tii \nold\t1\tamd64\told\t1\trc \n'],
    [
      'a status file',
      'Package: libssl3\nStatus: install ok installed\nSource: openssl\nVersion: 3.0.17-1\n\nPackage: old\nStatus: deinstall ok config-files\nVersion: 1\n',
    ],
    ['a source of another version', 'Package: libssl3\nStatus: install ok installed\nSource: openssl (3.0.17-1)\nVersion: 3.0.17-1\n'],
  ])('%s', (_, text) => expect(read(text)).toEqual({ packages: [openssl], unjudged: [] }));

  it('takes a package without a Source field for its own source', () =>
    expect(read('Package: jq\nStatus: hold ok installed\nVersion: 1.6-2\n')).toMatchObject({
      packages: [{ source: 'jq', sourceVersion: '1.6-2' }],
    }));

  it('cannot judge what names no source, and says how to list it', () =>
    expect(read('libssl3:amd64\t3.0.17-1\n')).toMatchObject({ packages: [], unjudged: [{ package: 'libssl3', rule: 'source-not-said' }] }));

  it.each([
    ['nothing', '\n', 'no package'],
    ['another text', 'Hello\n', 'line 1: Hello'],
    ['a version that is none', 'jq\t$(rm)\tjq\t1\n', 'line 1'],
    ['a source that is none', 'jq\t1\t../jq\t1\n', 'line 1'],
  ])('quotes the line of %s', (_, text, line) =>
    expect(read(text)).toMatchObject({ kind: 'cannot-parse', line: expect.stringContaining(line) as string }),
  );

  it('answers any text with packages or a problem', () => {
    const piece = fc.constantFrom(
      'Package: a\n',
      'Status: install ok installed\n',
      'Version: 1\n',
      'a\t1\ta\t1\n',
      '\t',
      '\n',
      'Source: (\n',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((some) => some.join('')),
        ),
        (text) => void readPackageList(text),
      ),
    );
  });
});

it.each([
  ['debian:12', 'bookworm'],
  ['debian:12.15', 'bookworm'],
  ['Trixie', 'trixie'],
  ['debian:bullseye', 'bullseye'],
  ['debian', undefined],
  ['debian:99', undefined],
  ['ubuntu:22.04', undefined],
])('%s is %s', (text, codename) => expect(debianRelease(text)?.codename).toBe(codename));
