/**
 * One line of JSON. Control and invisible characters are escaped, so that the text of a host does nothing to a
 * terminal and still reaches a program unchanged.
 */
export const toJson = (value: unknown): string =>
  JSON.stringify(value ?? null).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) =>
    char
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
