import { pages } from '../routes.tsx';
import { verifyAudit } from '../state/audit.ts';
import { openDialog } from '../state/dialogs.ts';
import { useLive } from '../state/live.ts';
import { act } from '../state/notices.ts';
import { go } from '../state/place.ts';
import { saveRound } from '../state/round.ts';
import { saveSettings } from '../state/settings.ts';
import { t } from '../texts/index.ts';
import type { IconName } from '../ui/icon.tsx';

export interface Command {
  readonly id: string;
  readonly section: 'run' | 'goTo' | 'hosts' | 'help';
  readonly text: string;
  readonly icon: IconName;
  readonly run: () => unknown;
  /** The key that does the same. */
  readonly key?: string;
  /** Why it cannot be done now; shown instead of being hidden. */
  readonly why: string | null;
}

/** Pages that stand within others. */
const subpages: readonly (readonly [string, IconName, readonly string[]])[] = [
  [`${t.findings.title}: ${t.findings.news.tab}`, 'findings', ['findings', 'news']],
  [`${t.findings.title}: ${t.exceptions.tab}`, 'shield', ['findings', 'exceptions']],
  [`${t.findings.title}: ${t.endOfLife.tab}`, 'calendar', ['findings', 'end-of-life']],
  [`${t.settings.title}: ${t.feeds.title}`, 'gear', ['settings', 'feeds']],
  [`${t.settings.title}: ${t.dueRules.title}`, 'gear', ['settings', 'due-dates']],
];

/** What the palette offers: things to do, the pages, the steps, every host. */
export function useCommands(): readonly Command[] {
  const words = t.frame.palette;
  const rows = useLive('hosts.list', {}).value ?? [];
  const scanning = rows.some((row) => row.scan.state === 'scanning' || row.scan.state === 'waiting');
  const ids = rows.map((row) => row.host.id);
  const scanAll = async (): Promise<void> => {
    await saveRound({ hostIds: ids, step: 'scan' });
    go(['patch', 'scan']);
    await act('scan.start', { hostIds: ids });
  };
  const theme =
    (to: 'system' | 'light' | 'dark'): (() => unknown) =>
    () =>
      saveSettings({ theme: to });
  const command = (section: Command['section'], text: string, icon: IconName, run: () => unknown, why: string | null = null): Command => ({
    id: `${section} ${text}`,
    section,
    text,
    icon,
    run,
    why,
  });
  return [
    command('run', words.scanAll, 'run', scanAll, rows.length === 0 ? words.noHosts : null),
    command('run', words.stopScan, 'stop', () => act('scan.cancel', {}), scanning ? null : words.noScan),
    command('run', words.addHost, 'plus', () => openDialog({ kind: 'add-host' })),
    command('run', words.importHosts, 'file', () => openDialog({ kind: 'import-hosts' })),
    command('run', words.discoverHosts, 'search', () => openDialog({ kind: 'discover-hosts' })),
    command(
      'run',
      words.exportHosts,
      'file',
      () => openDialog({ kind: 'export-hosts', hostIds: ids }),
      rows.length === 0 ? words.noHosts : null,
    ),
    command('run', words.verifyAudit, 'shield', async () => {
      await verifyAudit();
      go(['history']);
    }),
    command('run', words.light, 'gear', theme('light')),
    command('run', words.dark, 'gear', theme('dark')),
    command('run', words.system, 'gear', theme('system')),
    ...pages.map((page, index) => ({ ...command('goTo', page.name, page.icon, () => go([page.id])), key: words.pageKey(index + 1) })),
    ...(Object.keys(t.patch.names) as (keyof typeof t.patch.names)[]).map((step) =>
      command('goTo', `${t.patch.title}: ${t.patch.names[step]}`, 'patch', () => go(['patch', step])),
    ),
    command('run', t.feeds.update, 'retry', async () => {
      if (await act('feeds.update', {})) go(['settings', 'feeds']);
    }),
    ...subpages.map(([text, icon, path]) => command('goTo', text, icon, () => go(path))),
    ...rows.map((row) => ({
      ...command('hosts', `${row.host.name} ${row.host.address}`, 'hosts', () => go(['hosts', row.host.id])),
      id: row.host.id,
    })),
    { ...command('help', words.keys, 'info', () => openDialog({ kind: 'keys' })), key: '?' },
  ];
}
