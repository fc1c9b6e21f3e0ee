/**
 * One word for a POSIX shell. Inside single quotes nothing is special but the quote itself (POSIX.1-2024, Shell
 * Command Language, 2.2.2), so this is the only place where anything is quoted. Throws on NUL, which no shell can hold.
 */
export function quote(word: string): string {
  if (word.includes('\0')) throw new Error('a shell word cannot hold a NUL character');
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
