import type { ReactNode } from 'react';
import { useSpoken } from '../state/announce.ts';

/** `data-live-announcer`: an open dialog hides the rest of the window from a screen reader, but not this (React Aria, ariaHideOutside). */
export function LiveRegion(): ReactNode {
  const text = useSpoken((state) => state.text);
  return (
    <div role="status" className="unseen" data-live-announcer="true">
      {text}
    </div>
  );
}
