import { useMemo, useState, type ReactNode } from 'react';
import type { FindingRow } from '../../../shared/contract/vulnerabilities.ts';
import { useFiltered } from '../../state/filters.ts';
import { byUrgency, findingFields, findingText, neverHad, patchHosts } from '../../state/findings.ts';
import { useLive } from '../../state/live.ts';
import { go, type Place } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Bones } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Segments, Switch } from '../../ui/field.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { dayName } from '../../ui/format.ts';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { Table } from '../../ui/table.tsx';
import { DataAge, NoData } from './data-age.tsx';
import { ExposureView } from './exposure-view.tsx';
import { FindingPane } from './finding-pane.tsx';
import { Standing } from './standing.tsx';
import { findingColumns, findingGroupings, keyOfFinding } from './vulnerability-columns.tsx';

const w = t.findings;
const everyHost = {};

/** Where one stands first, then every vulnerability by urgency, or what falls due when. */
export function VulnerabilitiesTab({ place }: { place: Place }): ReactNode {
  const feeds = useLive('feeds.list', everyHost);
  const exposure = useLive('findings.exposure', everyHost);
  const [isPlot, setPlot] = useState(false);
  const [all, setAll] = useState(false);
  if (feeds.value && neverHad(feeds.value)) return <NoData />;
  const view = (
    <Segments
      label={w.view}
      value={isPlot ? 'plot' : 'list'}
      onChange={(value) => setPlot(value === 'plot')}
      options={[
        { value: 'list', text: w.asList },
        { value: 'plot', text: w.byDue },
      ]}
    />
  );
  // Inside the column: where the window is low, the head scrolls away with it.
  const head = (
    <>
      {feeds.problem && <ProblemLine what={t.feeds.title} problem={feeds.problem} retry={feeds.retry} />}
      {feeds.value && <DataAge feeds={feeds.value} />}
      {exposure.problem && <ProblemLine what={w.exposure.title} problem={exposure.problem} retry={exposure.retry} />}
      <Standing exposure={exposure.value}>{view}</Standing>
    </>
  );
  if (!isPlot) return <List head={head} place={place} asOf={exposure.value?.asOf ?? null} all={all} onAll={setAll} />;
  return (
    <div className="body split">
      <div className="col">
        {head}
        {exposure.value ? (
          <ExposureView exposure={exposure.value} />
        ) : (
          <div className="page">{!exposure.problem && <Bones lines={8} />}</div>
        )}
      </div>
    </div>
  );
}

interface ListProps {
  readonly head: ReactNode;
  readonly place: Place;
  /** The day of the oldest data in use. */
  readonly asOf: string | null;
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
}

function List({ head, place, asOf, all, onAll }: ListProps): ReactNode {
  const from = useLive('findings.list', { all });
  const { value } = from;
  const hosts = useLive('hosts.list', everyHost).value;
  const rows = useMemo(() => (value ?? []).toSorted(byUrgency), [value]);
  const fields = useMemo(() => {
    const names = new Map((hosts ?? []).map((row) => [row.host.id, row.host.name]));
    return findingFields((id) => names.get(id) ?? id);
  }, [hosts]);
  const { memory, shown, field } = useFiltered('findings', rows, fields, findingText);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const picked = useMemo(() => rows.filter((row) => chosen.has(keyOfFinding(row))), [rows, chosen]);
  const { cve, source, host } = place.params;
  const open = cve && source ? keyOfFinding({ cve, source }) : null;
  const openRow = (key: string | null): void => {
    const row = rows.find((each) => keyOfFinding(each) === key);
    go(['findings', 'vulnerabilities'], row ? { cve: row.cve, source: row.source } : {});
  };
  const none = asOf ? w.nothingAsOf(dayName(asOf)) : w.nothing;
  return (
    <div className="body split">
      <div className="col">
        {head}
        <div className="bar under row wrap">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} hits={value ? w.hits(shown.length, rows.length) : ''} />
          <Switch label={w.all} checked={all} onChange={onAll} />
        </div>
        <Table
          label={w.table}
          from={from}
          memory={memory}
          groupings={findingGroupings}
          columns={findingColumns}
          rows={shown}
          keyOf={keyOfFinding}
          nameOf={keyOfFinding}
          open={open}
          onOpen={openRow}
          chosen={chosen}
          onChoose={setChosen}
          empty={rows.length === 0 ? none : w.nothingFits}
        />
        {picked.length > 0 && <Chosen rows={picked} />}
      </div>
      {cve && source && <FindingPane key={open} cve={cve} source={source} hostId={host ?? null} onClose={() => openRow(null)} />}
    </div>
  );
}

function Chosen({ rows }: { rows: readonly FindingRow[] }): ReactNode {
  const fixable = new Set(rows.filter((row) => row.status === 'fixed-available').flatMap((row) => row.hostIds));
  const hosts = new Set(rows.flatMap((row) => row.hostIds));
  return (
    <div className="bar end">
      <b>{w.chosen(rows.length, hosts.size)}</b>
      <span className="grow" />
      {fixable.size === 0 && <span className="dim">{w.noFixNote}</span>}
      <Button look="primary" iconAfter="arrow" disabled={fixable.size === 0} onPress={() => patchHosts([...fixable])}>
        {w.patch(fixable.size)}
      </Button>
    </div>
  );
}
