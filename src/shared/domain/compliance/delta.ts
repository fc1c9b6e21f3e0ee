/** An item as two reports compare it. */
export interface DeltaItem {
  readonly host: string;
  readonly source: string;
  readonly fixed: string;
  readonly isOpen: boolean;
  readonly reopened: boolean;
}

/** From the open items of the last report to those of this one; the lines add up. */
export interface Delta {
  readonly openThen: number;
  /** Of hosts that are unknown, unsupported or out of scope now. */
  readonly movedOut: number;
  readonly newlyOpen: number;
  readonly reopened: number;
  readonly fixed: number;
  /** No longer named by the vendor, or replaced by a newer update of the same package. */
  readonly noLongerNamed: number;
  readonly openNow: number;
}

const keyOf = ({ host, source, fixed }: DeltaItem): string => `${host} ${source} ${fixed}`;

/** `judged`: hosts whose items are counted now. What was opened and fixed in between counts in both lines. */
export function delta(then: readonly DeltaItem[], now: readonly DeltaItem[], judged: ReadonlySet<string>): Delta {
  const before = then.filter((one) => one.isOpen);
  const wasOpen = new Set(before.map(keyOf));
  const current = new Map(now.map((one) => [keyOf(one), one]));
  const left = before.filter((one) => judged.has(one.host) && !current.get(keyOf(one))?.isOpen);
  const fixedOld = left.filter((one) => current.has(keyOf(one))).length;
  const came = now.filter((one) => !wasOpen.has(keyOf(one)));
  return {
    openThen: before.length,
    movedOut: before.filter((one) => !judged.has(one.host)).length,
    reopened: came.filter((one) => one.reopened).length,
    newlyOpen: came.filter((one) => !one.reopened).length,
    fixed: fixedOld + came.filter((one) => !one.isOpen).length,
    noLongerNamed: left.length - fixedOld,
    openNow: now.filter((one) => one.isOpen).length,
  };
}

export const adds = (one: Delta): boolean =>
  one.openThen - one.movedOut + one.newlyOpen + one.reopened - one.fixed - one.noLongerNamed === one.openNow;
