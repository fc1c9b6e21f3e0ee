import { compareDigits, compareText } from './digits.ts';
import { splitEvr } from './evr.ts';

/**
 * The order of rpm's epoch:version-release: rpm-version(7) and rpm's lib/rpmver.c (rpmverCmp). A missing epoch is 0.
 * A version with a release is newer than the same one without.
 */
export function compareRpmVersions(a: string, b: string): -1 | 0 | 1 {
  const left = splitEvr(a);
  const right = splitEvr(b);
  const order = compareRpmParts(left.epoch, right.epoch) || compareRpmParts(left.version, right.version);
  if (order) return order;
  if (left.release === null || right.release === null)
    return compareText(left.release === null ? '' : '-', right.release === null ? '' : '-');
  return compareRpmParts(left.release, right.release);
}

/** One side read up to its next run of digits, run of letters, "~" or "^"; everything else only separates. */
const SEGMENT = /[^0-9A-Za-z~^]*([0-9]+|[A-Za-z]+|~|\^)?/y;
const TILDE = '~';
const CARET = '^';

/** rpmvercmp of rpm's rpmio/rpmvercmp.c: "~" is before the end, the end before "^", "^" before more of anything else. */
export function compareRpmParts(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  for (let i = 0, j = 0; ;) {
    const [one, nextI] = segmentAt(a, i);
    const [two, nextJ] = segmentAt(b, j);
    if (one === '' && two === '') return 0;
    const order = compareSegments(one, two);
    if (order) return order;
    i = nextI;
    j = nextJ;
  }
}

function segmentAt(text: string, at: number): [segment: string, next: number] {
  SEGMENT.lastIndex = at;
  const segment = SEGMENT.exec(text)?.[1] ?? '';
  return [segment, SEGMENT.lastIndex];
}

function compareSegments(one: string, two: string): -1 | 0 | 1 {
  const rank = (segment: string): number =>
    segment === TILDE ? 0 : segment === '' ? 1 : segment === CARET ? 2 : isNumber(segment) ? 4 : 3;
  const difference = rank(one) - rank(two);
  if (difference) return difference < 0 ? -1 : 1;
  return isNumber(one) ? compareDigits(one, two) : compareText(one, two);
}

const isNumber = (segment: string): boolean => segment >= '0' && segment < ':';
