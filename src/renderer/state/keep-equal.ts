/**
 * `next`, with every part that says the same as `before` being the object of before: what did not change is not drawn
 * again. Both are plain data, as calls answer it.
 */
export function keepEqual<T>(before: unknown, next: T): T {
  if (Object.is(before, next)) return next;
  if (typeof before !== 'object' || typeof next !== 'object' || before === null || next === null) return next;
  if (Array.isArray(next)) return Array.isArray(before) ? (keepList(before, next) as T) : next;
  return Array.isArray(before) ? next : (keepParts(before as Plain, next as Plain) as T);
}

type Plain = Readonly<Record<string, unknown>>;

function keepList(before: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  let same = before.length === next.length;
  const kept = next.map((one, index) => {
    const mine = keepEqual(before[index], one);
    same &&= Object.is(mine, before[index]);
    return mine;
  });
  return same ? before : kept;
}

function keepParts(before: Plain, next: Plain): Plain {
  const names = Object.keys(next);
  let same = names.length === Object.keys(before).length;
  const kept = names.map((name) => {
    const isOld = Object.hasOwn(before, name);
    const mine = isOld ? keepEqual(before[name], next[name]) : next[name];
    same &&= isOld && Object.is(mine, before[name]);
    return [name, mine] as const;
  });
  return same ? before : Object.fromEntries(kept);
}
