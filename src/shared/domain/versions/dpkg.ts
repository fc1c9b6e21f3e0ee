import { compareDigits } from './digits.ts';

/**
 * The order of Debian versions: Debian Policy 5.6.12, with the details of dpkg's lib/dpkg/version.c
 * where the policy is silent (a missing revision sorts as "0", an empty string as nothing).
 */
export function compareDpkgVersions(a: string, b: string): -1 | 0 | 1 {
  const left = split(a);
  const right = split(b);
  return compareDigits(left.epoch, right.epoch) || comparePart(left.upstream, right.upstream) || comparePart(left.revision, right.revision);
}

function split(version: string): { epoch: string; upstream: string; revision: string } {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '' : version.slice(0, colon),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/** "~" before the end, the end before letters, letters before everything else. */
function weight(text: string, at: number): number {
  const code = at < text.length ? text.charCodeAt(at) : 0;
  if (code === 0 || isDigit(code)) return 0;
  if (code === 126) return -1;
  return isLetter(code) ? code : code + 256;
}

/** Alternating runs of non-digits and digits, from left to right. */
function comparePart(a: string, b: string): -1 | 0 | 1 {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !isDigit(a.charCodeAt(i))) || (j < b.length && !isDigit(b.charCodeAt(j)))) {
      const difference = weight(a, i) - weight(b, j);
      if (difference) return difference < 0 ? -1 : 1;
      i++;
      j++;
    }
    const fromA = i;
    const fromB = j;
    while (i < a.length && isDigit(a.charCodeAt(i))) i++;
    while (j < b.length && isDigit(b.charCodeAt(j))) j++;
    const order = compareDigits(a.slice(fromA, i), b.slice(fromB, j));
    if (order) return order;
  }
  return 0;
}
