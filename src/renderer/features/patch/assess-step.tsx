import { useMemo, useState, type ReactNode } from 'react';
import type { FixRow } from '../../../shared/contract/contract.ts';
import { useFiltered } from '../../state/filters.ts';
import { useLive, type Live } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { go } from '../../state/place.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { Choice as ChoiceField, Segments } from '../../ui/field.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import { count, list } from '../../ui/format.ts';
import { ProblemLine } from '../../ui/problem-page.tsx';
import { State } from '../../ui/state.tsx';
import { Table } from '../../ui/table.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { fixColumns } from './assess-columns.tsx';
import { AssessPane } from './assess-pane.tsx';
import { CoverBanner } from './cover-banner.tsx';
import { EmptyStep } from './empty-step.tsx';
import { fixFields, fixText, mostUrgentFirst, withCloses, type JudgedFix } from './judged-fix.ts';
import type { Patch } from './patch.ts';
import { canChoose, choiceOf, choiceOfRows, choose, hostsOf, isChosen, rowKey, selectionOf, setMode, type Choice } from './selection.ts';

const w = t.assess;
type TabId = 'security' | 'other' | 'apart';

const tabOf = (row: FixRow): TabId => (!canChoose(row) ? 'apart' : row.security ? 'security' : 'other');

export function AssessStep({ patch }: { patch: Patch }): ReactNode {
  const ids = patch.chosen.map((row) => row.host.id);
  const from = useLive('fixList.get', ids.length > 0 ? { hostIds: ids } : null);
  const closes = useLive('fixList.closes', ids.length > 0 ? { hostIds: ids } : null);
  const rows = useMemo(() => withCloses(from.value ?? [], closes.value), [from.value, closes.value]);
  if (ids.length === 0) return <EmptyStep title={w.noHosts} note={w.noHostsNote} action={w.toScan} to="scan" />;
  return <FixList patch={patch} from={from} closes={closes} rows={rows} hostIds={ids} />;
}

interface FixListProps {
  readonly patch: Patch;
  readonly from: Live<unknown>;
  readonly closes: Live<unknown>;
  readonly rows: readonly JudgedFix[];
  readonly hostIds: readonly string[];
}

const nameOfFix = (row: FixRow): string => `${row.source} ${row.to}`;

function FixList({ patch, from, closes, rows, hostIds }: FixListProps): ReactNode {
  const [choice, setChoice] = useState<Choice>(() => choiceOf(patch.round.selection));
  const [tab, setTab] = useState<TabId>('security');
  const [open, setOpen] = useState<string | null>(null);
  const inTab = useMemo(() => rows.filter((row) => tabOf(row) === tab).sort(mostUrgentFirst), [rows, tab]);
  const { memory, shown, field } = useFiltered('assess', inTab, fixFields, fixText);
  const chosen = useMemo(() => new Set(rows.filter((row) => isChosen(choice, row)).map(rowKey)), [rows, choice]);
  const openRow = rows.find((row) => rowKey(row) === open);
  const amount = (id: TabId): { note?: string } => (from.value ? { note: count(rows.filter((row) => tabOf(row) === id).length) } : {});

  const change = (next: Choice): void => {
    setChoice(next);
    void saveRound({ selection: selectionOf(next) });
  };
  return (
    <div className="body split">
      <div className="col">
        <Tabs
          label={w.tabs}
          current={tab}
          onChange={setTab}
          tabs={[
            { id: 'security', text: w.security, ...amount('security') },
            { id: 'other', text: w.other, ...amount('other') },
            { id: 'apart', text: w.apart, ...amount('apart') },
          ]}
        >
          <div className="bar under row wrap">
            <FilterField label={w.filter} placeholder={t.findings.fixList.filterHint} {...field} />
            <Segments
              label={w.mode}
              value={choice.mode}
              onChange={(mode) => change(setMode(choice, mode, rows))}
              options={[
                { value: 'security', text: w.modes.security },
                { value: 'everything', text: w.modes.everything },
                { value: 'packages', text: w.modes.packages },
              ]}
            />
          </div>
          <CoverBanner hostIds={hostIds} rows={rows} onChoose={(some) => change(choiceOfRows(some))} />
          {closes.problem && <ProblemLine what={t.findings.title} problem={closes.problem} retry={closes.retry} />}
          <Table
            label={w.table}
            from={from}
            memory={memory}
            columns={fixColumns}
            rows={shown}
            keyOf={rowKey}
            nameOf={nameOfFix}
            open={open}
            onOpen={setOpen}
            chosen={chosen}
            canChoose={canChoose}
            onChoose={(keys) => change(choose(choice, shown, keys))}
            empty={rows.length === 0 ? w.nothing : w.nothingHere}
          />
        </Tabs>
        <AssessEnd
          patch={patch}
          isKnown={from.value !== null}
          rows={rows}
          choice={choice}
          chosen={chosen.size}
          onInclude={() => change({ ...choice, exclude: [] })}
        />
      </div>
      {openRow && <AssessPane row={openRow} hostIds={hostIds} onClose={() => setOpen(null)} />}
    </div>
  );
}

interface EndProps {
  readonly patch: Patch;
  readonly isKnown: boolean;
  readonly rows: readonly FixRow[];
  readonly choice: Choice;
  readonly chosen: number;
  readonly onInclude: () => void;
}

function AssessEnd({ patch, isKnown, rows, choice, chosen, onInclude }: EndProps): ReactNode {
  const { round } = patch;
  const hostIds = [...hostsOf(choice, rows)];
  const unknown = patch.chosen.filter((row) => row.scan.lastGoodAt === null || row.scan.problem !== null).length;
  const selection = selectionOf(choice);
  const toTest = async (): Promise<void> => {
    if (!selection) return;
    // A removal that was ticked for another plan says nothing about this one.
    const options = { ...round.options, allowRemovals: [] };
    const made = await act('plan.make', { hostIds, selection, options });
    if (!made) return;
    await saveRound({ selection, options, planId: made.planId });
    go(['patch', 'test']);
  };
  return (
    <div className="bar end">
      {isKnown && <b>{w.sum(chosen, hostIds.length)}</b>}
      {choice.exclude.length > 0 && (
        <>
          <span className="dim cut">{w.leftOut(list(choice.exclude))}</span>
          <Button small look="quiet" onPress={onInclude}>
            {w.includeAgain}
          </Button>
        </>
      )}
      {unknown > 0 && <State of="unknown">{w.unknown(unknown)}</State>}
      <span className="grow" />
      <ChoiceField
        inline
        label={w.reboot}
        value={round.options.reboot}
        onChange={(reboot) => void saveRound({ options: { ...round.options, reboot } })}
        options={[
          { value: 'never', text: w.reboots.never },
          { value: 'if-required', text: w.reboots['if-required'] },
          { value: 'always', text: w.reboots.always },
        ]}
      />
      {isKnown && hostIds.length === 0 && <span className="dim">{w.nothingChosen}</span>}
      <Button look="primary" iconAfter="arrow" disabled={!selection || hostIds.length === 0} onPress={toTest}>
        {w.next(hostIds.length)}
      </Button>
    </div>
  );
}
