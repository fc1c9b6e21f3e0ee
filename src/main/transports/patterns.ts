/** A pattern list of ssh_config(5), PATTERNS: one pattern must match, and no negated one ("!") may. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
  let matched = false;
  for (const pattern of patterns) {
    if (pattern.startsWith('!')) {
      if (like(pattern.slice(1), text)) return false;
    } else matched ||= like(pattern, text);
  }
  return matched;
}

/** `*` and `?` only. Walks back to the last `*` at most; a regular expression could be made to run for ever. */
function like(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
