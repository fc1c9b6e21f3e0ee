import { compareDigits, compareText } from './digits.ts';
import { splitEvr } from './evr.ts';

/**
 * The order of Arch Linux versions: vercmp(8) and pacman's lib/libalpm/version.c (alpm_pkg_vercmp). A missing
 * epoch is 0; releases count only where both have one.
 */
export function compareAlpmVersions(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const left = splitEvr(a);
  const right = splitEvr(b);
  const order = comparePart(left.epoch, right.epoch) || comparePart(left.version, right.version);
  if (order || left.release === null || right.release === null) return order;
  return comparePart(left.release, right.release);
}

const SEPARATORS = /[^0-9A-Za-z]*/y;
const RUN = /[0-9]+|[A-Za-z]+/y;
const isDigit = (char: string): boolean => char >= '0' && char <= '9';
const isLetter = (char: string): boolean => /[A-Za-z]/.test(char);

const matchAt = (pattern: RegExp, text: string, at: number): string => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
};

/** pacman's own rpmvercmp, taken from rpm 4.8: unlike today's rpm it knows no "~" and no "^", and counts separators. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    const gapA = matchAt(SEPARATORS, a, i).length;
    const gapB = matchAt(SEPARATORS, b, j).length;
    i += gapA;
    j += gapB;
    if (i >= a.length || j >= b.length) break;
    if (gapA !== gapB) return gapA < gapB ? -1 : 1;
    const one = matchAt(RUN, a, i);
    const two = matchAt(RUN, b, j);
    const numbers = isDigit(one.charAt(0));
    if (numbers !== isDigit(two.charAt(0))) return numbers ? 1 : -1;
    const order = numbers ? compareDigits(one, two) : compareText(one, two);
    if (order) return order;
    i += one.length;
    j += two.length;
  }
  return compareRest(a.slice(i), b.slice(j));
}

/** More is newer, except that letters left over ("1.0rc") are older than the end ("1.0"). */
function compareRest(a: string, b: string): -1 | 0 | 1 {
  if (a === '' && b === '') return 0;
  return (a === '' && !isLetter(b.charAt(0))) || isLetter(a.charAt(0)) ? -1 : 1;
}
