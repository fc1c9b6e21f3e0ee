import type { ReactNode } from 'react';
import { CredentialsPage } from './features/credentials/credentials-page.tsx';
import { FindingsPage } from './features/findings/findings-page.tsx';
import { HistoryPage } from './features/history/history-page.tsx';
import { HostsRoute } from './features/hosts/hosts-route.tsx';
import { PatchPage } from './features/patch/patch-page.tsx';
import { SettingsRoute } from './features/settings/settings-route.tsx';
import { StartPage } from './features/start/start-page.tsx';
import type { Place } from './state/place.ts';
import { t } from './texts/index.ts';
import type { IconName } from './ui/icon.tsx';

/** The page list: one line a page. What does not exist yet is not in the rail. */
export interface PageEntry {
  readonly id: string;
  readonly name: string;
  readonly icon: IconName;
  readonly show: (place: Place) => ReactNode;
  /** At the rail's lower end. */
  readonly last?: boolean;
}

export const pages: readonly PageEntry[] = [
  { id: 'start', name: t.start.title, icon: 'start', show: () => <StartPage /> },
  { id: 'patch', name: t.patch.title, icon: 'patch', show: (place) => <PatchPage place={place} /> },
  { id: 'hosts', name: t.hosts.title, icon: 'hosts', show: (place) => <HostsRoute place={place} /> },
  { id: 'findings', name: t.findings.title, icon: 'findings', show: (place) => <FindingsPage place={place} /> },
  { id: 'credentials', name: t.credentials.title, icon: 'key', show: () => <CredentialsPage /> },
  { id: 'history', name: t.history.title, icon: 'history', show: (place) => <HistoryPage place={place} /> },
  { id: 'settings', name: t.settings.title, icon: 'gear', show: (place) => <SettingsRoute place={place} />, last: true },
];
