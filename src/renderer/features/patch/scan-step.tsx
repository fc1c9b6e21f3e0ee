import { useMemo, useState, type ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { openDialog } from '../../state/dialogs.ts';
import { useFiltered } from '../../state/filters.ts';
import { hostFields, hostGroupings, hostKey, hostName, hostText, needsYou, problemsFirst } from '../../state/host-view.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/field.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import type { Patch } from './patch.ts';
import { scanColumns } from './scan-columns.tsx';
import { ScanPane } from './scan-pane.tsx';
import { StateStrip } from './state-strip.tsx';

const w = t.scan;
const working = (row: HostRow): boolean => row.scan.state === 'scanning' || row.scan.state === 'waiting';

export function ScanStep({ patch: { round, rows, chosen } }: { patch: Patch }): ReactNode {
  const [choosing, setChoosing] = useState(chosen.length === 0);
  return choosing ? (
    <ChooseHosts rows={rows} before={round.hostIds} onDone={() => setChoosing(false)} />
  ) : (
    <WatchScan chosen={chosen} onChange={() => setChoosing(true)} />
  );
}

/** Every host at first: a scan changes nothing, and leaving one out is the exception. */
function ChooseHosts({ rows, before, onDone }: { rows: readonly HostRow[]; before: readonly string[]; onDone: () => void }): ReactNode {
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(before.length > 0 ? new Set(before) : null);
  const [refresh, setRefresh] = useState(true);
  const [open, setOpen] = useState<string | null>(null);
  const sorted = useMemo(() => problemsFirst(rows), [rows]);
  const { shown, field } = useFiltered('scan', sorted, hostFields, hostText);
  const chosen = picked ?? new Set(rows.map((row) => row.host.id));
  const ids = rows.map((row) => row.host.id).filter((id) => chosen.has(id));
  const openRow = rows.find((row) => row.host.id === open);

  const start = async (): Promise<void> => {
    await saveRound({ hostIds: ids });
    if (await act('scan.start', { hostIds: ids, refresh })) onDone();
  };
  return (
    <div className="body split">
      <div className="col">
        <div className="bar under">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} hits={w.chosen(ids.length, rows.length)} />
        </div>
        <Table
          label={w.hostsTable}
          columns={scanColumns}
          rows={shown}
          keyOf={hostKey}
          nameOf={hostName}
          open={open}
          onOpen={setOpen}
          chosen={chosen}
          onChoose={setPicked}
          empty={rows.length === 0 ? w.noHosts : w.noFit}
        />
        <div className="bar end">
          <Switch label={w.refresh} checked={refresh} onChange={setRefresh} />
          <span className="small dim">{w.refreshNote}</span>
          <span className="grow" />
          {ids.length === 0 && <span className="dim">{w.noneChosen}</span>}
          {rows.length === 0 && <Button onPress={() => openDialog({ kind: 'add-host' })}>{t.hosts.add}</Button>}
          <Button look="primary" disabled={ids.length === 0} onPress={start}>
            {w.start(ids.length)}
          </Button>
        </div>
      </div>
      {openRow && <ScanPane row={openRow} onClose={() => setOpen(null)} />}
    </div>
  );
}

function WatchScan({ chosen, onChange }: { chosen: readonly HostRow[]; onChange: () => void }): ReactNode {
  const [open, setOpen] = useState<string | null>(null);
  const sorted = useMemo(() => problemsFirst(chosen), [chosen]);
  const { memory, shown, field } = useFiltered('scan', sorted, hostFields, hostText);
  const ids = chosen.map((row) => row.host.id);
  const busy = chosen.some(working);
  const openRow = chosen.find((row) => row.host.id === open);
  const known = chosen.filter((row) => row.scan.lastGoodAt !== null);
  const newKeys = chosen.filter((row) => row.scan.problem?.kind === 'host-key-unknown' && !working(row));

  return (
    <div className="body split">
      <div className="col">
        <div className="bar">
          <FilterField label={w.filter} placeholder={w.filterHint} {...field} hits={t.hosts.hits(shown.length, chosen.length)} />
          <Button onPress={onChange}>{w.change}</Button>
          {busy ? (
            <Button icon="stop" onPress={() => act('scan.cancel', {})}>
              {w.stop}
            </Button>
          ) : (
            <Button icon="retry" onPress={() => act('scan.start', { hostIds: ids })}>
              {w.again}
            </Button>
          )}
        </div>
        <StateStrip rows={sorted} />
        {newKeys.length > 1 && (
          <Banner
            tone="warn"
            action={
              <Button
                small
                onPress={() => openDialog({ kind: 'accept-keys', hostIds: newKeys.map((row) => row.host.id), resume: { kind: 'scan' } })}
              >
                {w.review}
              </Button>
            }
          >
            {w.reviewKeys(newKeys.length)}
          </Banner>
        )}
        <Table
          label={w.table}
          memory={memory}
          groupings={hostGroupings}
          columns={scanColumns}
          rows={shown}
          keyOf={hostKey}
          nameOf={hostName}
          open={open}
          onOpen={setOpen}
          empty={w.noFit}
        />
        <ScanEnd chosen={chosen} known={known.length} busy={busy} />
      </div>
      {openRow && <ScanPane row={openRow} onClose={() => setOpen(null)} />}
    </div>
  );
}

function ScanEnd({ chosen, known, busy }: { chosen: readonly HostRow[]; known: number; busy: boolean }): ReactNode {
  const scanned = chosen.filter((row) => row.scan.state === 'scanned').length;
  const unknown = busy ? 0 : chosen.length - scanned;
  const stuck = chosen.filter(needsYou).length;
  return (
    <div className="bar end">
      <b>{w.sum(scanned, chosen.length, 0)}</b>
      {unknown > 0 && <State of="unknown">{w.unknownStay(unknown)}</State>}
      {stuck > 0 && <span className="dim">{t.frame.needYou(stuck)}</span>}
      <span className="grow" />
      {known === 0 && <span className="dim">{w.noneKnown}</span>}
      <Button look="primary" iconAfter="arrow" disabled={known === 0} onPress={() => go(['patch', 'assess'])}>
        {w.next(known)}
      </Button>
    </div>
  );
}
