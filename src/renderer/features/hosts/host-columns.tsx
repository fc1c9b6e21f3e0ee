import type { HostRow } from '../../../shared/contract/contract.ts';
import { conditionOf } from '../../state/host-view.ts';
import { t } from '../../texts/index.ts';
import { count, when } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import type { Column } from '../../ui/table-model.ts';

const words = t.hosts.columns;
const known = (value: number | null): string => (value === null ? '' : count(value));

/** Fixed, so that the table need not sort again at every render. */
export const hostColumns: readonly Column<HostRow>[] = [
  { id: 'name', head: words.name, width: 'minmax(112px, 1.2fr)', sort: (row) => row.host.name, cell: (row) => <b>{row.host.name}</b> },
  {
    id: 'state',
    head: words.state,
    width: '154px',
    sort: (row) => conditionOf(row).rank,
    text: (row) => conditionOf(row).word,
    cell: (row) => <StateCell row={row} />,
  },
  {
    id: 'system',
    head: words.system,
    width: 'minmax(80px, 0.8fr)',
    sort: (row) => row.system,
    cell: (row) => <span className="dim">{row.system}</span>,
  },
  {
    id: 'address',
    extra: true,
    head: words.address,
    width: 'minmax(110px, 1.4fr)',
    sort: (row) => row.host.address,
    cell: (row) => <span className="dim">{row.host.transport === 'local' ? t.hostForm.local : row.host.address}</span>,
  },
  {
    id: 'site',
    head: words.site,
    width: 'minmax(98px, 0.8fr)',
    sort: (row) => row.host.site || null,
    cell: (row) => <span className="dim">{row.host.site}</span>,
  },
  {
    id: 'group',
    extra: true,
    head: words.group,
    width: 'minmax(84px, 0.8fr)',
    sort: (row) => row.host.group || null,
    cell: (row) => <span className="dim">{row.host.group}</span>,
  },
  { id: 'ring', head: words.ring, width: '46px', align: 'end', sort: (row) => row.host.ring, cell: (row) => row.host.ring },
  {
    id: 'tags',
    head: words.tags,
    width: 'minmax(84px, 1fr)',
    sort: (row) => row.host.tags.join(', ') || null,
    cell: (row) => <span className="dim">{row.host.tags.join(', ')}</span>,
  },
  { id: 'updates', head: words.updates, width: '68px', align: 'end', sort: (row) => row.updates, cell: (row) => known(row.updates) },
  { id: 'security', head: words.security, width: '68px', align: 'end', sort: (row) => row.security, cell: (row) => known(row.security) },
  {
    id: 'scanned',
    head: words.scanned,
    width: '96px',
    sort: (row) => row.scan.lastGoodAt,
    cell: (row) => <span className="dim">{row.scan.lastGoodAt ? when(row.scan.lastGoodAt) : ''}</span>,
  },
];

function StateCell({ row }: { row: HostRow }) {
  const { kind, word } = conditionOf(row);
  if (row.busyWith) return <State of="running">{t.hosts.busy}</State>;
  if (kind === 'done' && row.rebootRequired) return <State of="reboot">{t.hosts.rebootNeeded}</State>;
  return <State of={kind}>{word}</State>;
}

export const Tags = ({ tags }: { tags: readonly string[] }) => (
  <span className="row tags" style={{ gap: 4 }}>
    {tags.map((tag) => (
      <span key={tag} className="tag">
        {tag}
      </span>
    ))}
  </span>
);
