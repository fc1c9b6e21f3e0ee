import { useEffect, type ReactNode } from 'react';
import { pages } from '../routes.tsx';
import { verifyAudit } from '../state/audit.ts';
import { useDialogs } from '../state/dialogs.ts';
import { useLive } from '../state/live.ts';
import { hushOnLeaving } from '../state/notices.ts';
import { usePlace } from '../state/place.ts';
import { readViews } from '../state/views.ts';
import { CrashGuard } from './crash-guard.tsx';
import { useFocusKeeper } from './focus-keeper.ts';
import { Footer } from './footer.tsx';
import { useShellNotices } from './shell-notices.ts';
import { useKeys } from './keys.ts';
import { lazily, loadRest } from './lazily.tsx';
import { LiveRegion } from './live-region.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';

const Dialogs = lazily(async () => (await import('./dialogs.tsx')).Dialogs);

export function App(): ReactNode {
  const place = usePlace();
  const isOpen = useDialogs((state) => state.open !== null);
  const page = pages.find((each) => each.id === place.path[0]) ?? pages[0];
  useKeys();
  useFocusKeeper();
  useTheme();
  useShellNotices();
  useEffect(() => void verifyAudit(), []);
  useEffect(() => void readViews(), []);
  useEffect(loadRest, []);
  const path = place.path[0];
  useEffect(() => hushOnLeaving, [path]);
  if (!page) return null;
  return (
    <div className="app">
      <Rail current={page.id} />
      <main className="main">
        <CrashGuard key={page.id}>{page.show(place)}</CrashGuard>
      </main>
      <Footer />
      {/* Not left for later: what is typed after Ctrl+K would be lost until it was there. */}
      <Palette />
      {isOpen && <Dialogs />}
      <LiveRegion />
    </div>
  );
}

/** "system" leaves the choice to `color-scheme`; the other two override it at the root. */
function useTheme(): void {
  const theme = useLive('settings.get', {}).value?.theme ?? 'system';
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);
}
