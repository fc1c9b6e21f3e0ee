import { describe, expect, it } from 'vitest';
import type { Advisory, RpmEntry } from '../../vulnerability/rows.ts';
import { explainFinding, type Installed } from '../finding.ts';
import { installed as sample, on, row, said } from './rpm.test-kit.ts';

const CVE = 'CVE-2026-0001';
const release = 'rhel:9';
const installed = (change: Partial<Installed> = {}): Installed => sample({ origin: 'Red Hat, Inc.', ...change });
interface Word {
  readonly name?: string;
  readonly says?: string;
  readonly except?: readonly string[];
  readonly entry?: Partial<RpmEntry>;
  readonly release?: string;
}
const vex = (
  unfixed: RpmEntry['unfixed'],
  { name = 'openssl-libs', says = '', except, entry = {}, ...of }: Word = {},
): Advisory<RpmEntry> => ({
  ...row(
    { advisory: CVE, fixed: [], unfixed, ...entry, vex: { says, ofSource: except !== undefined, except: except ?? [] } },
    name,
    of.release ?? release,
  ),
  feed: 'redhat-vex',
});
const advisory = (change: Partial<RpmEntry> = {}, name = 'openssl-libs'): Advisory<RpmEntry> => row(change, name, release);
/** The release has data: of another package. */
const other = row({ cves: ['CVE-2020-0001'] }, 'other', release);
const judged = (rows: readonly Advisory[], one = installed()): string[] => on([one], [other, ...rows], { release }).findings.map(said);

describe('what is known and not fixed', () => {
  it.each([
    ['affected', 'affected-no-fix open'],
    ['deferred', 'deferred deferred'],
    ['will-not-fix', 'will-not-fix will-not-fix'],
    ['end-of-life', 'end-of-life end-of-life'],
    ['undetermined', 'cannot-judge undetermined'],
  ] as const)('%s', (unfixed, expected) => expect(judged([vex(unfixed)])).toEqual([expected]));

  it('can be followed to the document, in the words of the vendor', () => {
    const [finding] = on([installed()], [vex('deferred', { says: 'Fix deferred' })], { release }).findings;
    expect(finding && explainFinding(finding, '2026-11-21')).toBe(
      `rule deferred; no version compared; Red Hat VEX: ${CVE} > openssl-libs > RHEL 9; Fix deferred; severity Moderate; data as of 2026-11-21`,
    );
  });

  it('of a source holds for what is built from it, but for what the document names by itself', () => {
    const source = vex('will-not-fix', { name: 'openssl', except: ['openssl-libs'] });
    expect(judged([source])).toEqual([]);
    const [finding] = on([installed({ name: 'openssl-perl' })], [other, source], { release }).findings;
    expect(finding && [said(finding), finding.why.record[1]]).toEqual(['will-not-fix will-not-fix', 'openssl']);
    expect(judged([source], installed({ name: 'openssl', source: '' }))).toEqual(['will-not-fix will-not-fix']);
    expect(judged([source], installed({ name: 'openssl-perl', source: '' }))).toEqual([]);
  });

  it('is out of date where an advisory has closed it, whether that is installed or not', () => {
    const source = vex('affected', { name: 'openssl', except: [] });
    for (const word of [vex('affected'), source]) {
      expect(judged([word, advisory()])).toEqual(['fixed-available older-than-fix']);
      expect(judged([word, advisory()], installed({ version: '1:3.2.2-6.el9' }))).toEqual(['not-affected fixed']);
    }
    expect(judged([vex('affected'), advisory({ cves: ['CVE-2026-0002'] })], installed({ version: '1:3.2.2-6.el9' })).sort()).toEqual([
      'affected-no-fix open',
      'not-affected fixed',
    ]);
  });

  it('is told apart by module stream', () => {
    const nodejs = (stream: string): Installed =>
      installed({
        name: 'nodejs',
        source: 'nodejs',
        version: '1:16.1-1.module+el9.0.0+1+aaaaaaaa',
        module: `${stream}:9040020240101:rhel9`,
      });
    const left = vex('will-not-fix', { name: 'nodejs', entry: { streams: ['nodejs:16'] } });
    const fixed = advisory({ fixed: ['1:18.20-1.module+el9.4.0+2+bbbbbbbb'], streams: ['nodejs:18'] }, 'nodejs');
    expect(judged([left, fixed], nodejs('nodejs:16'))).toEqual(['will-not-fix will-not-fix']);
    expect(judged([left, fixed], nodejs('nodejs:18'))).toEqual(['fixed-available older-than-fix']);
    expect(judged([left], installed({ name: 'nodejs', source: 'nodejs', module: '' }))).toEqual([]);
    expect(judged([left, { ...fixed, body: { ...fixed.body, streams: [] } }], nodejs('nodejs:16'))).toEqual([
      'cannot-judge stream-not-said',
    ]);
  });

  it('of a minor release that is kept goes before the fix of its main stream', () => {
    const eus = 'rhel:9.4-eus';
    const main = row({ channel: 'main', fixed: ['1:3.2.2-6.el9_5'] }, 'openssl-libs', eus);
    const { findings } = on([installed()], [main, vex('will-not-fix', { release: eus })], { release: eus });
    expect(findings.map(said)).toEqual(['will-not-fix will-not-fix']);
  });
});
