import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../problem.ts';
import { readSystem, readWindowsList } from './list.ts';
import { isWindowsProduct, plainProduct, systemOf } from './product.ts';
import { captures } from './wesng.test-kit.ts';

const all = captures();

/** By hand, from what each capture shows: the product, and how many updates it names. */
const SYSTEMS: Readonly<Record<string, readonly [product: string, updates: number]>> = {
  '10_1803_x64_education_en-us_systeminfo': ['Windows 10 Version 1803 for x64-based Systems', 5],
  '10_1803_x64_pro_it_systeminfo': ['Windows 10 Version 1803 for x64-based Systems', 10],
  '10_1803_x64_proforworkstations_en-us_A_20190305_systeminfo': ['Windows 10 Version 1803 for x64-based Systems', 4],
  '10_1803_x86_enterprise_nl_systeminfo': ['Windows 10 Version 1803 for 32-bit Systems', 4],
  '10_1809_x64_education_en-us_20190306_systeminfo': ['Windows 10 Version 1809 for x64-based Systems', 9],
  '10_1809_x64_enterprise_zh-cn_systeminfo': ['Windows 10 Version 1809 for x64-based Systems', 1],
  '10_21H1_x64_enterprise_systeminfo': ['Windows 10 Version 21H1 for x64-based Systems', 4],
  '10_22H2_x64_enterprise_en-us_systeminfo': ['Windows 10 Version 22H2 for x64-based Systems', 1],
  '11_21H2_x64_enterprise_systeminfo': ['Windows 11 Version 21H2 for x64-based Systems', 4],
  '11_23H2_x64_enterprise_systeminfo': ['Windows 11 Version 23H2 for x64-based Systems', 4],
  '7_sp1_x64_ultimaten_de_systeminfo': ['Windows 7 for x64-based Systems Service Pack 1', 242],
  '8.1_u1_x64_enterprise_en-us_systeminfo': ['Windows 8.1 for x64-based Systems', 6],
  'srv_2003_sp1_x64_standard_en-us_systeminfo': ['Microsoft Windows Server 2003 x64 Edition Service Pack 1', 0],
  'srv_2008_rtm_x86_standard_en-us_systeminfo': ['Windows Server 2008 for 32-bit Systems Service Pack 1', 1],
  srv_2012r2_u1_systeminfo: ['Windows Server 2012 R2', 154],
  'srv_2016_1607_datacenter_en-us_systeminfo': ['Windows Server 2016', 5],
  srv_2022_systeminfo: ['Windows Server 2022', 3],
  vista_x64_sp1_systeminfo: ['Windows Vista x64 Edition Service Pack 1', 171],
  'xp_rtm_x86_professional_en-us_systeminfo': ['Microsoft Windows XP', 1],
  xp_sp2_x64_systeminfo: ['Microsoft Windows XP Professional x64 Edition Service Pack 2', 82],
  'xp_sp3_x86_professional_en-us_systeminfo': ['Microsoft Windows XP Service Pack 3', 92],
};

describe('captures of real hosts', () => {
  it('are 38, in UTF-8, UTF-16 and old code pages', () => expect(all.filter((one) => one.text)).toHaveLength(38));

  it.each(Object.entries(SYSTEMS))('%s', (name, [product, updates]) => {
    const text = all.find((one) => one.name === `${name}.txt`)?.text ?? '';
    const read = readWindowsList(text);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(read.value.packages[0]?.name).toBe(product);
    expect(read.value.packages.length - 1).toBe(updates);
  });

  it.each(all.map((one) => [one.name, one.text] as const))('%s: every update that it names', (_, text) => {
    const named = new Set([...text.matchAll(/KB(\d{6,8})/g)].map(([, number]) => `KB${number ?? ''}`));
    const read = readWindowsList(text);
    if (!named.size && !readSystem(text)) return expect(read.ok).toBe(false);
    if (!read.ok) throw new Error(JSON.stringify(read.problem));
    expect(new Set(read.value.packages.map((one) => one.name).filter((one) => one.startsWith('KB')))).toEqual(named);
  });
});

describe('the last part of the build', () => {
  const base = 'OS Name: Microsoft Windows 10 Pro\nOS Version: 10.0.19045 N/A Build 19045\nSystem Type: x64-based PC\n';
  it.each([
    ['ver', 'Microsoft Windows [Version 10.0.19045.2604]', 2604],
    ['the registry', '    UBR    REG_DWORD    0xa2c', 2604],
    ['PowerShell', 'UBR : 2604', 2604],
    ['a file of another build', 'ntoskrnl.exe 10.0.19041.2604', null],
    ['nothing', '', null],
  ])('by %s', (_, line, ubr) => expect(readSystem(base + line)?.ubr).toBe(ubr));
});

it.each([
  [
    'Betriebssystemname: Microsoft Windows 11 Pro\n10.0.22631 Build 22631\nSystemtyp: ARM64-based PC',
    'Windows 11 Version 23H2 for ARM64-based Systems',
  ],
  ['Nom du système: Microsoft Windows 10\n10.0.10240\nType du système: PC à base de x64', 'Windows 10 Version 1507 for x64-based Systems'],
  ['Type: PC basado en x86\n10.0.19045', 'Windows 10 Version 22H2 for 32-bit Systems'],
  ['Microsoft Windows Server 2025 Standard 10.0.26100', 'Windows Server 2025'],
  ['Microsoft Windows 10 [Version 10.0.99999.1]', undefined],
])('%s', (text, product) => {
  expect(readSystem(text)?.products[0]).toBe(product);
  expect(readWindowsList(text).ok).toBe(product !== undefined);
});

it.each(['', 'hello', 'BIOS 6.00, 10.0.0.1', '{"a": 1}'])('"%s" is no list', (text) =>
  expect(readWindowsList(text)).toMatchObject({ ok: false, problem: { kind: 'cannot-parse' } }),
);

it('tells products of Windows, and on which they are', () => {
  expect(systemOf('Microsoft .NET Framework 3.5 AND 4.8 on Windows Server 2016 (Server Core installation)')).toBe('windows server 2016');
  expect(plainProduct('Windows 10 Version 1607 for x64-based Systems  ')).toBe('windows 10 version 1607 for x64-based systems');
  expect(['Windows Admin Center', 'Microsoft Office 2019', 'OneDrive for Windows', 'Windows SDK'].filter(isWindowsProduct)).toEqual([]);
  expect(['Windows Server, version 1709 (Server Core Installation)', 'Windows 8.1 for x64-based Systems'].every(isWindowsProduct)).toBe(
    true,
  );
});

describe('a list for windows', () => {
  it('whatever comes in, a list or a problem comes out', () => {
    const runs = Number(process.env['PATCHBAY_FUZZ_RUNS'] ?? 1000);
    const scrap = fc.constantFrom(
      'KB',
      'KB5022502',
      '10.0.19045',
      '.',
      '2604',
      'UBR',
      '0x',
      'Server',
      'PC',
      '\0',
      '\ud800',
      ' '.repeat(50),
      '\n',
    );
    const near = fc
      .tuple(
        fc.constantFrom(...all.map((one) => one.text.slice(0, 4000))),
        fc.array(fc.tuple(fc.nat(4000), fc.nat(20), scrap), { maxLength: 5 }),
      )
      .map(([text, edits]) => edits.reduce((now, [at, cut, put]) => now.slice(0, at) + put + now.slice(at + cut), text));
    const input = fc.oneof(
      near,
      fc.array(fc.oneof(scrap, fc.string()), { maxLength: 20 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(input, (text) => {
        const read = readWindowsList(text);
        if (!read.ok) return void Problem.parse(read.problem);
        for (const one of read.value.packages) expect(one.name).toMatch(/^(KB\d{6,8}|(Microsoft )?Windows .{1,80})$/);
      }),
      { numRuns: runs, ...(runs === 1000 && { seed: 20261122 }) },
    );
  }, 600_000);
});
