import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCvss, scoreCvss, severityOf } from './cvss.ts';

const scores = (text: string): readonly (number | null)[] => {
  const vector = parseCvss(text);
  if (!vector) return [];
  const { base, temporal, environmental } = scoreCvss(vector);
  return [base, temporal, environmental];
};

describe('CVSS scores', () => {
  // The examples of the specifications: v2 guide 3.3.1 (CVE-2002-0392), v3.1 examples 5 and 24, v4.0 examples.
  it.each([
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C', 7.8],
    ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4],
    ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8],
    ['CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N', 9.3],
  ])('%s is %d', (text, base) => expect(scores(text)[0]).toBe(base));

  it('agrees with the published scores', () => {
    const rows = readFileSync(new URL('fixtures/scores.tsv', import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => line.split('\t'));
    expect(rows.length).toBeGreaterThan(400);
    const wrong = rows.filter(([text = '', ...wanted]) => {
      const got = scores(text);
      return !wanted.every((score, at) => score === 'None' || Math.abs(Number(score)) === got[at]);
    });
    expect(wrong).toEqual([]);
  });
});

describe('reading a vector', () => {
  it.each([
    ['no vector', ''],
    ['a missing metric', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H'],
    ['a double metric', 'CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['an unknown value', 'CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['an unknown version', 'CVSS:5.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['a metric of an object itself', 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/constructor:X'],
    ['two values', 'CVSS:3.1/AV:N:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    ['a joined value', 'CVSS:3.1/AV:N A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
  ])('refuses %s', (_, text) => expect(parseCvss(text)).toBeNull());

  it('takes the parentheses that v2 is printed with', () => expect(parseCvss('(AV:N/AC:L/Au:N/C:N/I:N/A:C)')?.version).toBe('2.0'));

  it('answers any text with a vector that can be scored, or none', () => {
    const piece = fc.constantFrom(
      'CVSS:3.1/',
      'CVSS:4.0/',
      'AV:N',
      'AC:L',
      'Au:N',
      'C:N',
      'I:P',
      'A:C',
      '/',
      ':',
      'X',
      'E:U',
      '__proto__:X',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('/')),
        ),
        (text) => {
          const vector = parseCvss(text);
          if (vector) expect(scoreCvss(vector).base).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

it.each([
  [0, 'none'],
  [0.1, 'low'],
  [3.9, 'low'],
  [4, 'medium'],
  [6.9, 'medium'],
  [7, 'high'],
  [8.9, 'high'],
  [9, 'critical'],
])('%d is %s', (score, word) => expect(severityOf(score)).toBe(word));
