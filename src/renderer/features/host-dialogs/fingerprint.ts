/** Without the hash's name and without space: what a person compares. */
export const bare = (fingerprint: string): string =>
  fingerprint
    .trim()
    .replace(/^.*?SHA256:/, '')
    .replace(/[\s=].*$/, '');

/** How many characters agree from the left, until the first that differs. */
export function agreeing(pasted: string, shown: string): number {
  const [a, b] = [bare(pasted), bare(shown)];
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  return same;
}
