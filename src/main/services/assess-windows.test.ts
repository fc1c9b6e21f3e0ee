import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AssessListInput, JudgedList } from '../../shared/contract/assess-list.ts';
import type { Result } from '../../shared/domain/result.ts';
import { feeds } from '../feeds/index.ts';
import { assessList } from './assess-list.ts';

const PRODUCT = 'Windows 10 Version 22H2 for x64-based Systems';
const SYSTEM = 'OS Name:  Microsoft Windows 10 Pro\r\nOS Version:  10.0.19045 N/A Build 19045\r\nSystem Type:  x64-based PC\r\n';
const vulnerability = (cve: string, kb: string, build: string, supersedes: string): string => `<v:Vulnerability><v:CVE>${cve}</v:CVE>
  <v:Threats><v:Threat Type="Severity"><v:Description>Important</v:Description><v:ProductID>1</v:ProductID></v:Threat></v:Threats>
  <v:Remediations><v:Remediation Type="Vendor Fix"><v:Description>${kb}</v:Description><v:Supercedence>${supersedes}</v:Supercedence>
  <v:ProductID>1</v:ProductID><v:FixedBuild>${build}</v:FixedBuild></v:Remediation></v:Remediations></v:Vulnerability>`;
const month = (some: string): string =>
  `<c:cvrfdoc xmlns:c="c" xmlns:p="p" xmlns:v="v"><p:ProductTree><p:FullProductName ProductID="1">${PRODUCT}</p:FullProductName></p:ProductTree>${some}</c:cvrfdoc>`;
const silent = month('<v:Vulnerability><v:CVE>ADV220002</v:CVE></v:Vulnerability>');

describe('judging what systeminfo says', () => {
  let folder = '';
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-windows-'));
    mkdirSync(join(folder, 'feeds'));
    for (const { name } of feeds.msrc.files) put(`feeds/${name}`, silent);
    put(
      'feeds/msrc-2023-jan.xml',
      month(
        vulnerability('CVE-2023-0001', '5022282', '10.0.19045.2486', '5021233') +
          vulnerability('CVE-2023-0002', '5022834', '10.0.19045.2604', '5022282'),
      ),
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const assess = async (list: string | Uint8Array, change: object = {}): Promise<Result<JudgedList>> => {
    writeFileSync(join(folder, 'list.txt'), list);
    const paths = { packages: join(folder, 'list.txt'), feeds: join(folder, 'feeds') };
    const result = await assessList(AssessListInput.parse({ ...paths, release: 'windows', ...change }), '2026-11-22T10:00:00.000Z');
    if (result.ok) JudgedList.parse(result.value);
    return result;
  };
  const found = async (list: string | Uint8Array, change: object = {}): Promise<(string | null)[][]> => {
    const result = await assess(list, change);
    if (!result.ok) throw new Error(JSON.stringify(result.problem));
    return result.value.findings.map((one) => [one.cve, one.status, one.fixed]);
  };
  const both = [
    ['CVE-2023-0001', 'fixed-available', '10.0.19045.2604 (KB5022834)'],
    ['CVE-2023-0002', 'fixed-available', '10.0.19045.2604 (KB5022834)'],
  ];

  it('finds what is missing, and one update that closes it', async () => {
    expect(await found(SYSTEM)).toEqual(both);
    const result = await assess(SYSTEM);
    expect(result).toMatchObject({
      value: {
        release: { id: 'windows' },
        findings: [{ vendorSeverity: 'Important', why: expect.stringContaining('rule update-missing') as string }, {}],
        updates: [{ source: PRODUCT, to: '10.0.19045.2604 (KB5022834)', closes: 2 }],
      },
    });
  });

  it('counts an installed update with all that it took the place of', async () => {
    expect(await found(`${SYSTEM}[01]: KB5022282\r\n`)).toEqual([both[1]]);
    expect(await found(`${SYSTEM}[01]: KB5022834\r\n`)).toEqual([]);
  });

  it('goes by the build where the list has it, in UTF-16 as PowerShell writes it', async () => {
    const list = `${SYSTEM}Microsoft Windows [Version 10.0.19045.2486]\r\n`;
    expect(await found(Buffer.from(`\ufeff${list}`, 'utf16le'))).toEqual([both[1]]);
  });

  it('takes a bare list of updates where the product is named', async () => {
    const hotfixes = 'Source Description HotFixID  InstalledBy InstalledOn\nPC1    Update      KB5022282 NT AUTHORITY 1/2/2023\n';
    expect(await found(hotfixes, { release: `windows:${PRODUCT}` })).toEqual([both[1]]);
    expect(await assess(hotfixes)).toMatchObject({ value: { findings: [], unjudged: [{ rule: 'product-not-said' }] } });
  });

  it('a month that is not there is no month without updates', async () => {
    rmSync(join(folder, 'feeds', 'msrc-2023-jan.xml'));
    expect(await assess(SYSTEM)).toMatchObject({ ok: false, problem: { kind: 'file', path: 'msrc-2023-jan.xml' } });
  });
});
