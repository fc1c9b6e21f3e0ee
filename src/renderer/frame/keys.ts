import { useEffect } from 'react';
import { pages } from '../routes.tsx';
import { openDialog, useDialogs } from '../state/dialogs.ts';
import { go } from '../state/place.ts';

const types = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio]), textarea, select'));

/** The window's own keys. Where a dialog is open they belong to the dialog; while somebody types, letters are text. */
export function useKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      if (useDialogs.getState().open !== null || document.querySelector('[role=dialog], [role=alertdialog]')) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openDialog({ kind: 'palette' });
        return;
      }
      const page = event.altKey ? pages[Number(event.key) - 1] : undefined;
      if (page) {
        event.preventDefault();
        go([page.id]);
        return;
      }
      if (event.key === 'Escape') closePane(event);
      if (types(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '/') {
        const filter = document.querySelector<HTMLElement>('[data-filter]');
        if (filter) event.preventDefault();
        filter?.focus();
      }
      if (event.key === '?') openDialog({ kind: 'keys' });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

/** Esc closes the innermost: the pane, unless what has the focus used the key itself. */
function closePane(event: KeyboardEvent): void {
  const close = [...document.querySelectorAll<HTMLElement>('[data-pane] [data-close]')].at(-1);
  if (!close) return;
  event.preventDefault();
  close.click();
}
