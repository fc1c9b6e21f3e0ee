import { useEffect } from 'react';

/** A dialog that closes gives the focus back itself, a frame or two later; only what nobody took care of is ours. */
const REST_MS = 80;

/**
 * Focus is never lost: where what had it goes away (a row that was removed, a page that was left, a button that became disabled),
 * it goes to the row that its table offers, else to the page's title.
 */
export function useFocusKeeper(): void {
  useEffect(() => {
    let last: { readonly element: Element; readonly grid: Element | null } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const remember = ({ target }: FocusEvent): void => {
      if (target instanceof Element) last = { element: target, grid: target.closest('[role=grid]') };
    };
    const lost = (): boolean => document.activeElement === document.body && last !== null && isGone(last.element);
    const look = (): void => {
      if (!lost()) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (lost()) placeFor(last?.grid ?? null)?.focus();
      }, REST_MS);
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['disabled'] });
    document.addEventListener('focusin', remember);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('focusin', remember);
    };
  }, []);
}

const isGone = (element: Element): boolean => !element.isConnected || element.matches(':disabled');

const placeFor = (grid: Element | null): HTMLElement | null =>
  (grid?.isConnected && grid.querySelector<HTMLElement>('[role=row][tabindex="0"]')) || document.querySelector<HTMLElement>('main h1');
