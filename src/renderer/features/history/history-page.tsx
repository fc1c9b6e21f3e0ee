import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import type { HistoryEntry } from '../../../shared/contract/contract.ts';
import { Page } from '../../frame/page.tsx';
import { useAudit, verifyAudit } from '../../state/audit.ts';
import { useLive } from '../../state/live.ts';
import { go, type Place } from '../../state/place.ts';
import { useTableView } from '../../state/views.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { shortHash, when } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { EntryPane } from './entry-pane.tsx';

const w = t.history;
const PAGE = 200;
/** As many as one answer may carry; older ones are found by searching. */
const MOST = 500;

const columns: readonly Column<HistoryEntry>[] = [
  {
    id: 'time',
    head: w.columns.time,
    width: '112px',
    text: (entry) => entry.at,
    cell: (entry) => <span className="dim">{when(entry.at)}</span>,
  },
  {
    id: 'who',
    head: w.columns.who,
    width: '92px',
    text: (entry) => entry.actor,
    cell: (entry) => <span className="dim">{entry.actor}</span>,
  },
  {
    id: 'what',
    head: w.columns.what,
    width: '160px',
    text: (entry) => entry.action,
    cell: (entry) => <span className="mono dim">{entry.action}</span>,
  },
  {
    id: 'host',
    head: w.columns.host,
    width: 'minmax(96px, 0.6fr)',
    text: (entry) => entry.hostName ?? '',
    cell: (entry) => <b>{entry.hostName}</b>,
  },
  { id: 'text', head: w.columns.text, width: 'minmax(200px, 2fr)', text: (entry) => entry.text, cell: (entry) => entry.text },
];

const keyOf = (entry: HistoryEntry): string => String(entry.seq);
const nameOf = (entry: HistoryEntry): string => w.entry(entry.seq);

/** Every decision and every run; one host's or one deployment's when the address says so. */
export function HistoryPage({ place }: { place: Place }): ReactNode {
  const [search, setSearch] = useState('');
  const memory = useTableView('history');
  const [open, setOpen] = useState<string | null>(null);
  const [olderThan, setOlderThan] = useState<number | null>(null);
  const asked = useDeferredValue(search.trim());
  const hostId = place.params['host'] ?? null;
  const deploymentId = place.params['deployment'] ?? null;
  const filter = { hostId, deploymentId, search: asked.slice(0, 100) };
  const newest = useLive('history.list', { ...filter, limit: PAGE });
  const before = useLive('history.list', olderThan === null ? null : { ...filter, before: olderThan, limit: MOST });
  const older = before.value;
  const rows = useMemo(() => [...(newest.value ?? []), ...(older ?? [])], [newest.value, older]);
  const last = rows.at(-1);
  const openEntry = rows.find((entry) => String(entry.seq) === open);
  const only = rows.find((entry) => (hostId ? entry.hostId === hostId : entry.deploymentId === deploymentId));
  const more = olderThan === null ? (newest.value?.length ?? 0) === PAGE : older?.length === MOST;

  return (
    <Page title={w.title}>
      <div className="body split">
        <div className="col">
          <div className="bar under">
            <div className="filter">
              <Icon name="search" />
              <input
                type="search"
                data-filter=""
                aria-label={w.filter}
                placeholder={w.filterHint}
                value={search}
                maxLength={100}
                onChange={(event) => (setSearch(event.target.value), setOlderThan(null))}
              />
            </div>
            <Button icon="shield" onPress={verifyAudit}>
              {w.verify}
            </Button>
          </div>
          {(hostId !== null || deploymentId !== null) && (
            <Banner
              tone="live"
              action={
                <Button small onPress={() => go(['history'])}>
                  {w.showAll}
                </Button>
              }
            >
              {hostId ? w.only.host(only?.hostName ?? hostId) : w.only.deployment(deploymentId ?? '')}
            </Banner>
          )}
          <AuditBanner />
          <Table
            label={w.table}
            from={newest}
            memory={memory}
            columns={columns}
            rows={rows}
            keyOf={keyOf}
            nameOf={nameOf}
            open={open}
            onOpen={setOpen}
            empty={w.empty}
          />
          {before.problem && <ProblemLine what={w.older} problem={before.problem} retry={before.retry} />}
          {more && last && (
            <div className="bar end">
              <Button onPress={() => setOlderThan(last.seq)}>{w.older}</Button>
            </div>
          )}
        </div>
        {openEntry && <EntryPane entry={openEntry} onClose={() => setOpen(null)} />}
      </div>
    </Page>
  );
}

function AuditBanner(): ReactNode {
  const verdict = useAudit((state) => state.verdict);
  if (!verdict) return null;
  if (verdict.intact) return <Banner tone="ok">{`${w.intact(verdict.entries)}. ${w.intactNote(shortHash(verdict.head))}`}</Banner>;
  return <Banner tone="bad">{`${w.broken(verdict.brokenAt)}. ${verdict.why ?? ''} ${w.brokenNote}`}</Banner>;
}
