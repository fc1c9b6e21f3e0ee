/** Numbers of any length, written in decimal digits, without rounding. An empty string counts as 0. */
export function compareDigits(a: string, b: string): -1 | 0 | 1 {
  const left = a.replace(/^0+/, '');
  const right = b.replace(/^0+/, '');
  if (left.length !== right.length) return left.length < right.length ? -1 : 1;
  return compareText(left, right);
}

/** By code unit. */
export const compareText = (a: string, b: string): -1 | 0 | 1 => (a === b ? 0 : a < b ? -1 : 1);
