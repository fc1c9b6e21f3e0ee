import { useEffect, useRef } from 'react';
import { useLive } from '../state/live.ts';
import { tell } from '../state/notices.ts';

/** Shows what the shell says, each once: a page that was loaded again begins with the newest, which says why. */
export function useShellNotices(): void {
  const newest = useLive('app.notices', {}).value?.at(-1);
  const shown = useRef(0);
  useEffect(() => {
    if (!newest || newest.seq <= shown.current) return;
    shown.current = newest.seq;
    tell({ tone: newest.tone, text: newest.text });
  }, [newest]);
}
