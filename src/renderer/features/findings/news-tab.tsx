import { useMemo, useState, type ReactNode } from 'react';
import type { NewsRow } from '../../../shared/contract/vulnerabilities.ts';
import { useFiltered } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import type { FilterFields } from '../../ui/filter.ts';
import { count, when } from '../../ui/format.ts';
import { KevTag } from '../../ui/finding-parts.tsx';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';
import { NewsPane, newsKinds } from './news-pane.tsx';

const w = t.findings.news;
const PAGE = 200;
/** As many as one answer may carry. */
const MOST = 500;

const columns: readonly Column<NewsRow>[] = [
  {
    id: 'what',
    head: w.columns.what,
    width: '142px',
    sort: (row) => w.whats[row.what],
    cell: (row) => <State of={newsKinds[row.what]}>{w.whats[row.what]}</State>,
  },
  {
    id: 'text',
    head: w.columns.text,
    width: 'minmax(240px, 2fr)',
    text: (row) => row.text,
    cell: (row) => (
      <span className="row tags" style={{ gap: 6 }}>
        {row.isNew ? <b className="cut">{row.text}</b> : <span className="cut">{row.text}</span>}
        {row.kev && <KevTag kev={{ ransomware: false }} />}
      </span>
    ),
  },
  {
    id: 'new',
    head: w.columns.new,
    width: '64px',
    sort: (row) => Number(row.isNew),
    text: (row) => (row.isNew ? w.isNew : ''),
    cell: (row) => row.isNew && <span className="tag live">{w.isNew}</span>,
  },
  {
    id: 'severity',
    head: w.columns.severity,
    width: 'minmax(84px, 0.5fr)',
    sort: (row) => row.vendorSeverity || null,
    cell: (row) => <span className="dim">{row.vendorSeverity}</span>,
  },
  {
    id: 'hosts',
    head: w.columns.hosts,
    width: '84px',
    align: 'end',
    sort: (row) => row.hostIds.length,
    cell: (row) => count(row.hostIds.length),
  },
  {
    id: 'at',
    head: w.columns.at,
    width: '112px',
    sort: (row) => row.at,
    text: (row) => row.at,
    cell: (row) => <span className="dim">{when(row.at)}</span>,
  },
];

/** What became known since the last look, and whom it concerns; no host is asked for it. */
export function NewsTab(): ReactNode {
  const [olderThan, setOlderThan] = useState<number | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const newest = useLive('news.list', { limit: PAGE });
  const before = useLive('news.list', olderThan === null ? null : { before: olderThan, limit: MOST });
  const older = before.value;
  const rows = useMemo(() => [...(newest.value ?? []), ...(older ?? [])], [newest.value, older]);
  const { names, fields } = useNames();
  const { memory, shown, field } = useFiltered('news', rows, fields, textOf);
  const fresh = rows.filter((row) => row.isNew);
  const openRow = rows.find((row) => String(row.n) === open);
  const last = rows.at(-1);
  const more = olderThan === null ? newest.value?.length === PAGE : older?.length === MOST;
  return (
    <div className="body split">
      <div className="col">
        <div className="bar under row wrap">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} />
          <span className="dim">{fresh.length > 0 ? w.newNote(fresh.length) : w.seenNote}</span>
          <Button disabled={fresh.length === 0} onPress={() => act('news.seen', { n: Math.max(...fresh.map((row) => row.n)) })}>
            {w.seen}
          </Button>
        </div>
        <Table
          label={w.table}
          from={newest}
          memory={memory}
          columns={columns}
          rows={shown}
          keyOf={keyOf}
          nameOf={nameOf}
          open={open}
          onOpen={setOpen}
          empty={rows.length === 0 ? w.empty : w.nothingFits}
        />
        {before.problem && <ProblemLine what={w.older} problem={before.problem} retry={before.retry} />}
        {more && last && (
          <div className="bar end">
            <Button onPress={() => setOlderThan(last.n)}>{w.older}</Button>
          </div>
        )}
      </div>
      {openRow && <NewsPane row={openRow} names={names} onClose={() => setOpen(null)} />}
    </div>
  );
}

const keyOf = (row: NewsRow): string => String(row.n);
const nameOf = (row: NewsRow): string => row.cve;
const textOf = (row: NewsRow): string => `${row.text} ${row.cve} ${row.source} ${row.kev ? 'kev' : ''} ${row.isNew ? 'new' : ''}`;

/** Names of hosts by id, and the filter's words that need them. */
function useNames(): { readonly names: ReadonlyMap<string, string>; readonly fields: FilterFields<NewsRow> } {
  const hosts = useLive('hosts.list', {}).value;
  return useMemo(() => {
    const names = new Map((hosts ?? []).map((row) => [row.host.id, row.host.name]));
    const fields: FilterFields<NewsRow> = {
      is: (row) => [...(row.isNew ? ['new'] : []), ...(row.kev ? ['kev'] : [])],
      what: (row) => [row.what],
      severity: (row) => (row.vendorSeverity ? [row.vendorSeverity] : []),
      cve: (row) => [row.cve],
      package: (row) => [row.source],
      host: (row) => row.hostIds.map((id) => names.get(id) ?? id),
    };
    return { names, fields };
  }, [hosts]);
}
