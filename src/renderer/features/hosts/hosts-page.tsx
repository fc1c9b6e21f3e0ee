import { useMemo, useState, type ReactNode } from 'react';
import { Page } from '../../frame/page.tsx';
import { openDialog } from '../../state/dialogs.ts';
import { useFiltered } from '../../state/filters.ts';
import { hostFields, hostGroupings, hostKey, hostName, hostText } from '../../state/host-view.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { Table } from '../../ui/table.tsx';
import { hostColumns } from './host-columns.tsx';
import { HostPane } from './host-pane.tsx';
import { SaveSbom } from './save-sbom.tsx';
import { removeHosts } from './remove-hosts.ts';

export function HostsPage(): ReactNode {
  const from = useLive('hosts.list', {});
  const { value } = from;
  const rows = useMemo(() => value ?? [], [value]);
  const { memory, shown, field } = useFiltered('hosts', rows, hostFields, hostText);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
  const picked = rows.filter((row) => chosen.has(row.host.id));
  const ids = picked.map((row) => row.host.id);
  const openRow = rows.find((row) => row.host.id === open);

  const patch = async (): Promise<void> => {
    await saveRound({ hostIds: ids, step: 'scan' });
    go(['patch', 'scan']);
  };
  const remove = async (): Promise<void> => {
    await removeHosts(picked);
    setChosen(new Set());
  };
  return (
    <Page title={t.hosts.title} note={value ? t.common.hosts(rows.length) : ''}>
      <div className="body split">
        <div className="col">
          <div className="bar">
            <FilterField
              label={t.hosts.filter}
              placeholder={t.hosts.filterHint}
              {...field}
              hits={value ? t.hosts.hits(shown.length, rows.length) : ''}
            />
            <Button icon="file" onPress={() => openDialog({ kind: 'import-hosts' })}>
              {t.hosts.import}
            </Button>
            <Button
              disabled={rows.length === 0}
              onPress={() => openDialog({ kind: 'export-hosts', hostIds: shown.map((row) => row.host.id) })}
            >
              {t.hosts.export}
            </Button>
            <SaveSbom hostId={null} name={t.hosts.table} disabled={rows.length === 0} />
            <Button icon="plus" look={picked.length === 0 ? 'primary' : 'normal'} onPress={() => openDialog({ kind: 'add-host' })}>
              {t.hosts.add}
            </Button>
          </div>
          <Table
            label={t.hosts.table}
            from={from}
            memory={memory}
            groupings={hostGroupings}
            columns={hostColumns}
            rows={shown}
            keyOf={hostKey}
            nameOf={hostName}
            open={open}
            onOpen={setOpen}
            chosen={chosen}
            onChoose={setChosen}
            empty={rows.length === 0 ? <NoHosts /> : t.hosts.emptyFilter}
          />
          {picked.length > 0 && (
            <div className="bar end">
              <b>{t.hosts.chosen(picked.length)}</b>
              <span className="grow" />
              <Button look="danger" onPress={remove}>
                {t.hosts.remove(picked.length)}
              </Button>
              <Button onPress={() => openDialog({ kind: 'export-hosts', hostIds: ids })}>{t.hosts.export}</Button>
              <Button onPress={() => openDialog({ kind: 'edit-many', hostIds: ids })}>{t.hosts.editMany(picked.length)}</Button>
              <Button onPress={() => act('scan.start', { hostIds: ids })}>{t.hosts.scan(picked.length)}</Button>
              <Button look="primary" onPress={patch} iconAfter="arrow">
                {t.hosts.patch(picked.length)}
              </Button>
            </div>
          )}
        </div>
        {openRow && <HostPane row={openRow} onClose={() => setOpen(null)} />}
      </div>
    </Page>
  );
}

const NoHosts = (): ReactNode => (
  <div className="empty">
    <h2>{t.hosts.empty}</h2>
    <p className="dim">{t.hosts.emptyNext}</p>
  </div>
);
