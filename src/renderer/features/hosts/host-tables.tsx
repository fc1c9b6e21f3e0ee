import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import type { HostFacts, Package, PendingUpdate, Service } from '../../../shared/domain/facts.ts';
import { useLive } from '../../state/live.ts';
import { t } from '../../texts/index.ts';
import { Icon } from '../../ui/icon.tsx';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';

const d = t.hosts.detail;
const w = t.hostFacts;

interface Software {
  readonly pack: Package;
  readonly update: PendingUpdate | undefined;
}

function standing({ pack, update }: Software): { kind: StateKind; word: string; rank: number } {
  if (!pack.healthy) return { kind: 'failed', word: w.notHealthy, rank: 0 };
  if (pack.held) return { kind: 'paused', word: t.assess.states.held, rank: 3 };
  if (update?.security) return { kind: 'differs', word: w.security, rank: 1 };
  if (update) return { kind: 'upgrade', word: update.state === 'ready' ? w.update : t.assess.states[update.state], rank: 2 };
  if (pack.origin === null) return { kind: 'unknown', word: w.noSource, rank: 4 };
  return { kind: 'done', word: w.current, rank: 5 };
}

const packageColumns: readonly Column<Software>[] = [
  { id: 'name', head: w.package, width: 'minmax(140px, 1.4fr)', sort: (row) => row.pack.name, cell: ({ pack }) => <b>{pack.name}</b> },
  { id: 'version', head: w.installed, width: 'minmax(120px, 1.2fr)', cell: ({ pack }) => <span className="mono dim">{pack.version}</span> },
  { id: 'newest', head: d.pending, width: 'minmax(120px, 1.2fr)', cell: ({ update }) => <span className="mono">{update?.to}</span> },
  {
    id: 'state',
    head: t.hosts.columns.state,
    width: '150px',
    sort: (row) => standing(row).rank,
    cell: (row) => <State of={standing(row).kind}>{standing(row).word}</State>,
  },
];

export function PackagesTable({ hostId, updates, all }: { hostId: string; updates: readonly PendingUpdate[]; all: number }): ReactNode {
  const [search, setSearch] = useState('');
  const asked = useDeferredValue(search.trim());
  const from = useLive('hosts.packages', { id: hostId, search: asked.slice(0, 100) });
  const { value } = from;
  const rows = useMemo(() => {
    const byName = new Map(updates.map((update) => [`${update.name}:${update.arch}`, update]));
    const software = (value ?? []).map((pack) => ({ pack, update: byName.get(`${pack.name}:${pack.arch}`) }));
    // The engine answers in the order of names; a sort is stable. Ten thousand ranks are found once each, not at every comparison.
    const byRank = [...Map.groupBy(software, (row) => standing(row).rank)].sort(([a], [b]) => a - b);
    return byRank.flatMap(([, inside]) => inside);
  }, [value, updates]);
  return (
    <>
      <div className="bar">
        <div className="filter">
          <Icon name="search" />
          <input
            type="search"
            data-filter=""
            aria-label={d.searchPackages}
            placeholder={d.searchPackages}
            value={search}
            maxLength={100}
            onChange={(event) => setSearch(event.target.value)}
          />
          <span className="hits">{value && d.of(rows.length, Math.max(all, rows.length))}</span>
        </div>
      </div>
      <Table
        label={d.packageTable}
        from={from}
        columns={packageColumns}
        rows={rows}
        keyOf={keyOfSoftware}
        nameOf={(row) => row.pack.name}
        empty={d.noPackages}
      />
    </>
  );
}
const keyOfSoftware = ({ pack }: Software): string => `${pack.name}:${pack.arch}`;

const serviceColumns: readonly Column<Service>[] = [
  { id: 'name', head: w.service, width: 'minmax(160px, 1fr)', sort: (row) => row.name, cell: (row) => <b>{row.name}</b> },
  {
    id: 'state',
    head: t.hosts.columns.state,
    width: '150px',
    sort: (row) => row.active,
    cell: (row) => (
      <State of={row.active === 'failed' ? 'failed' : row.active === 'active' ? 'done' : 'waiting'}>{`${row.active}, ${row.sub}`}</State>
    ),
  },
  { id: 'text', head: w.description, width: 'minmax(160px, 1.6fr)', cell: (row) => <span className="dim">{row.description}</span> },
];

export function ServicesTable({ services, failed }: { services: readonly Service[]; failed: readonly string[] }): ReactNode {
  const rows = useMemo(
    () => [...services].sort((a, b) => Number(failed.includes(b.name)) - Number(failed.includes(a.name)) || (a.name < b.name ? -1 : 1)),
    [services, failed],
  );
  return (
    <Table
      label={d.servicesTable}
      columns={serviceColumns}
      rows={rows}
      keyOf={(row) => row.name}
      nameOf={(row) => row.name}
      empty={t.common.none}
    />
  );
}

type Listener = HostFacts['listeners'][number];
const listenerColumns: readonly Column<Listener>[] = [
  {
    id: 'port',
    head: w.port,
    width: '110px',
    sort: (row) => row.port,
    cell: (row) => <span className="mono">{`${row.port}/${row.protocol}`}</span>,
  },
  {
    id: 'address',
    head: t.hosts.columns.address,
    width: 'minmax(140px, 1fr)',
    sort: (row) => row.address,
    cell: (row) => <span className="mono dim">{row.address}</span>,
  },
  {
    id: 'process',
    head: w.process,
    width: 'minmax(160px, 1.4fr)',
    sort: (row) => row.process,
    cell: (row) => row.process ?? <State of="unknown">{t.common.notKnown}</State>,
  },
];

export const ListenersTable = ({ listeners }: { listeners: readonly Listener[] }): ReactNode => (
  <Table
    label={d.portsTable}
    columns={listenerColumns}
    rows={listeners}
    keyOf={(row) => `${row.protocol} ${row.address} ${row.port} ${row.process}`}
    nameOf={(row) => String(row.port)}
    empty={t.common.none}
  />
);
