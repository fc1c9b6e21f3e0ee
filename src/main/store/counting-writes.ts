export type Counted = <T extends object>(family: T) => T;

/** How often something was written by the functions of these families: no pragma says that of one's own connection. */
export function countingWrites(): { readonly writes: () => number; readonly counted: Counted } {
  let writes = 0;
  const counting =
    (call: (...input: unknown[]) => unknown) =>
    (...input: unknown[]): unknown => {
      writes += 1;
      return call(...input);
    };
  const counted: Counted = (family) => {
    const calls = Object.entries(family) as [string, (...input: unknown[]) => unknown][];
    return Object.fromEntries(calls.map(([name, call]) => [name, counting(call)])) as typeof family;
  };
  return { writes: () => writes, counted };
}
