import type { ReactNode } from 'react';
import type { Place } from '../../state/place.ts';
import { DueDatesPage } from './due-dates-page.tsx';
import { FeedsPage } from './feeds-page.tsx';
import { SettingsPage } from './settings-page.tsx';

export function SettingsRoute({ place }: { place: Place }): ReactNode {
  if (place.path[1] === 'feeds') return <FeedsPage />;
  return place.path[1] === 'due-dates' ? <DueDatesPage /> : <SettingsPage />;
}
