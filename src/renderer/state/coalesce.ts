/** Gathers what comes within `ms` and hands it on once: events come in bursts, a page needs one of them. */
export function coalesce<T>(ms: number, deliver: (items: readonly T[]) => void): (item: T) => void {
  let waiting: T[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;
  return (item) => {
    waiting.push(item);
    timer ??= setTimeout(() => {
      const items = waiting;
      waiting = [];
      timer = null;
      deliver(items);
    }, ms);
  };
}
