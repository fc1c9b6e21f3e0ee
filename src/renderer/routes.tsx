import type { ReactNode } from 'react';
import { StartPage } from './features/start/start-page.tsx';
import { lazily } from './frame/lazily.tsx';
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

const PatchPage = lazily(async () => (await import('./features/patch/patch-page.tsx')).PatchPage);
const HostsRoute = lazily(async () => (await import('./features/hosts/hosts-route.tsx')).HostsRoute);
const FindingsPage = lazily(async () => (await import('./features/findings/findings-page.tsx')).FindingsPage);
const CredentialsPage = lazily(async () => (await import('./features/credentials/credentials-page.tsx')).CredentialsPage);
const HistoryPage = lazily(async () => (await import('./features/history/history-page.tsx')).HistoryPage);
const SettingsRoute = lazily(async () => (await import('./features/settings/settings-route.tsx')).SettingsRoute);

export const pages: readonly PageEntry[] = [
  { id: 'start', name: t.start.title, icon: 'start', show: () => <StartPage /> },
  { id: 'patch', name: t.patch.title, icon: 'patch', show: (place) => <PatchPage place={place} /> },
  { id: 'hosts', name: t.hosts.title, icon: 'hosts', show: (place) => <HostsRoute place={place} /> },
  { id: 'findings', name: t.findings.title, icon: 'findings', show: (place) => <FindingsPage place={place} /> },
  { id: 'credentials', name: t.credentials.title, icon: 'key', show: () => <CredentialsPage /> },
  { id: 'history', name: t.history.title, icon: 'history', show: (place) => <HistoryPage place={place} /> },
  { id: 'settings', name: t.settings.title, icon: 'gear', show: (place) => <SettingsRoute place={place} />, last: true },
];
