import { compareDigits, compareText } from './digits.ts';

/**
 * The order of Alpine versions: apk-package(5), `digit{.digit}...{letter}{_suf{#}}...{~hash}{-r#}`, and apk-tools'
 * src/version.c where the manual is silent. What does not follow that grammar is older than what does; two that
 * leave it at the same place are ordered by their bytes from there on.
 */
export function compareApkVersions(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  let one = first(a);
  let two = first(b);
  while (one.kind === two.kind && one.kind < Kind.end) {
    const order = compareTokens(one, two);
    if (order) return order;
    one = next(a, one);
    two = next(b, two);
  }
  if (one.kind === two.kind) return one.kind === Kind.invalid ? compareText(one.text, two.text) : 0;
  // The shorter one is older, unless what the longer one goes on with says that it comes before: 1.0_rc1 < 1.0.
  if (isBefore(one)) return -1;
  if (isBefore(two)) return 1;
  return one.kind > two.kind ? -1 : 1;
}

/** The places of the grammar, in its order: at the first difference in kind, the earlier kind is the newer version. */
const Kind = { initial: 0, digit: 1, letter: 2, suffix: 3, suffixNumber: 4, hash: 5, revision: 6, end: 7, invalid: 8 } as const;
type Kind = (typeof Kind)[keyof typeof Kind];

interface Token {
  readonly kind: Kind;
  readonly text: string;
  /** Where the next token begins. */
  readonly to: number;
}

const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'cvs', 'svn', 'git', 'hg', 'p'];
const FIRST_AFTER = SUFFIXES.indexOf('cvs');
const isBefore = (token: Token): boolean => token.kind === Kind.suffix && SUFFIXES.indexOf(token.text) < FIRST_AFTER;

/** What each kind looks like; `text` is the first group. */
const FORMS: readonly { kind: Kind; form: RegExp; after: (kind: Kind) => boolean }[] = [
  { kind: Kind.digit, form: /\.([0-9]+)/y, after: (kind) => kind <= Kind.digit },
  { kind: Kind.letter, form: /([a-z])/y, after: (kind) => kind <= Kind.digit },
  { kind: Kind.suffix, form: /_(alpha|beta|pre|rc|cvs|svn|git|hg|p)(?![a-z])/y, after: (kind) => kind <= Kind.suffixNumber },
  { kind: Kind.suffixNumber, form: /([0-9]+)/y, after: (kind) => kind === Kind.suffix },
  { kind: Kind.hash, form: /~([0-9a-f]+)/y, after: (kind) => kind < Kind.hash },
  { kind: Kind.revision, form: /-r([0-9]*)/y, after: (kind) => kind < Kind.revision },
];

function first(version: string): Token {
  const digits = /^[0-9]+/.exec(version)?.[0];
  return digits === undefined ? { kind: Kind.invalid, text: version, to: 0 } : { kind: Kind.initial, text: digits, to: digits.length };
}

function next(version: string, { kind, text, to }: Token): Token {
  // "-r" without a number is revision 0, and apk reads no further.
  if (to >= version.length || (kind === Kind.revision && text === '')) return { kind: Kind.end, text: '', to };
  for (const entry of FORMS) {
    if (!entry.after(kind)) continue;
    entry.form.lastIndex = to;
    const match = entry.form.exec(version);
    if (match) return { kind: entry.kind, text: match[1] ?? '', to: to + match[0].length };
  }
  return { kind: Kind.invalid, text: version.slice(to), to };
}

function compareTokens(one: Token, two: Token): -1 | 0 | 1 {
  if (one.kind === Kind.letter || one.kind === Kind.hash) return compareText(one.text, two.text);
  if (one.kind === Kind.suffix) return compareDigits(String(SUFFIXES.indexOf(one.text)), String(SUFFIXES.indexOf(two.text)));
  // After a point, a leading zero makes it a fraction: 1.05 < 1.1.
  const fraction = one.kind === Kind.digit && (one.text.startsWith('0') || two.text.startsWith('0'));
  return fraction ? compareText(one.text, two.text) : compareDigits(one.text, two.text);
}
