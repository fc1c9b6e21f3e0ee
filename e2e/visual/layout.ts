/**
 * Runs in the page: what is wrong with its layout, in words. Nothing goes over the window's edge, no word of a control is cut,
 * and no two controls lie over one another. Self-contained, because it is sent to the page as text.
 */
export function layoutFaults(): string[] {
  const faults: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth - root.clientWidth} px too wide`);
  if (root.scrollHeight > root.clientHeight) faults.push(`the page is ${root.scrollHeight - root.clientHeight} px too high`);

  const top = document.querySelector('[role=dialog], [role=alertdialog]') ?? document;
  const named = (element: Element): string => `<${element.tagName.toLowerCase()}> "${(element.textContent ?? '').trim().slice(0, 40)}"`;
  /** What is left of its box inside everything that scrolls or clips around it. */
  const seen = (element: Element): { left: number; top: number; right: number; bottom: number } => {
    let { left, top, right, bottom } = element.getBoundingClientRect();
    for (let around = element.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflow === 'visible') continue;
      const box = around.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { left, top, right, bottom };
  };
  /** It can be scrolled out from under the other, sideways: the head of a wide table under the table's menu. */
  const slides = (element: Element, other: Element): boolean => {
    for (let around = element.parentElement; around && !around.contains(other); around = around.parentElement)
      if (getComputedStyle(around).overflowX === 'auto' && around.scrollWidth > around.clientWidth) return true;
    return false;
  };
  const controls = [...top.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea')]
    .map((element) => ({ element, box: seen(element) }))
    .filter(({ element, box }) => {
      if (box.right <= box.left || box.bottom <= box.top) return false;
      const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      return hit !== null && (element.contains(hit) || hit.contains(element));
    });
  for (const { element } of controls) {
    const style = getComputedStyle(element);
    const mayCut =
      style.textOverflow === 'ellipsis' || element.querySelector('.cut') !== null || element.matches('input, select, textarea');
    if (!mayCut && element.scrollWidth > element.clientWidth + 1 && style.display !== 'inline') faults.push(`cut off: ${named(element)}`);
  }
  controls.forEach(({ element, box }, index) => {
    for (const other of controls.slice(index + 1)) {
      if (element.contains(other.element) || other.element.contains(element)) continue;
      if (slides(element, other.element) || slides(other.element, element)) continue;
      const wide = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const high = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (wide > 2 && high > 2) faults.push(`overlap: ${named(element)} and ${named(other.element)}`);
    }
  });
  return faults;
}
