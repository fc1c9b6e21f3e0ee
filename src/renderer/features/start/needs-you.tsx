import { useMemo, type ReactNode } from 'react';
import type { HostRow } from '../../../shared/contract/contract.ts';
import { explain } from '../../../shared/domain/problem.ts';
import { conditionOf, needsYou, problemsFirst } from '../../state/host-view.ts';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { go, href } from '../../state/place.ts';
import { remedyButton } from '../../state/remedies.ts';
import { saveRound } from '../../state/round.ts';
import { t } from '../../texts/index.ts';
import { Answer, PaneBones } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { State } from '../../ui/state.tsx';

const w = t.start;
const MOST = 8;

/** The hosts that wait for a person, each with the button that helps; and the way on for the others. */
export function NeedsYou(): ReactNode {
  const from = useLive('hosts.list', {});
  const { value } = from;
  const rows = useMemo(() => value ?? [], [value]);
  const stuck = useMemo(() => problemsFirst(rows.filter(needsYou)), [rows]);
  const waiting = rows.filter((row) => row.scan.state === 'scanned' && (row.updates ?? 0) > 0).map((row) => row.host.id);
  const ids = rows.map((row) => row.host.id);

  const assess = async (): Promise<void> => {
    await saveRound({ hostIds: waiting, step: 'assess' });
    go(['patch', 'assess']);
  };
  const scan = async (): Promise<void> => {
    await saveRound({ hostIds: ids, step: 'scan' });
    go(['patch', 'scan']);
    await act('scan.start', { hostIds: ids });
  };
  return (
    <section className="pane" aria-labelledby="needs-you">
      <header>
        <h2 id="needs-you">{w.needsYou}</h2>
        {value && <span className="small faint">{w.needsYouNote(stuck.length)}</span>}
        <span className="grow" />
        <Button small onPress={scan} disabled={ids.length === 0}>
          {w.scanAll(ids.length)}
        </Button>
        <Button small look="primary" onPress={assess} disabled={waiting.length === 0}>
          {w.patch(waiting.length)}
        </Button>
      </header>
      <Answer from={from} what={w.needsYou} bones={<PaneBones />}>
        {() => (stuck.length === 0 ? <p className="tbl-empty">{w.nothingNeeded}</p> : <Stuck rows={stuck} />)}
      </Answer>
    </section>
  );
}

const Stuck = ({ rows }: { rows: readonly HostRow[] }): ReactNode => (
  <>
    <table className="plain-table" aria-label={w.needsTable}>
      <thead>
        <tr>
          <th scope="col">{w.columns.host}</th>
          <th scope="col">{w.columns.state}</th>
          <th scope="col">{w.columns.why}</th>
          <th scope="col">
            <span className="vh">{t.scan.pane.next}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, MOST).map((row) => (
          <StuckHost key={row.host.id} row={row} />
        ))}
      </tbody>
    </table>
    {rows.length > MOST && (
      <p className="sec">
        <a href={href(['patch', 'scan'])}>{`${w.all} ${rows.length}`}</a>
      </p>
    )}
  </>
);

function StuckHost({ row }: { row: HostRow }): ReactNode {
  const { kind, word } = conditionOf(row);
  const remedy = row.scan.problem && remedyButton(row.scan.problem, row.host.id, { kind: 'scan' });
  return (
    <tr>
      <td className="name">
        <a href={href(['hosts', row.host.id])}>
          <b>{row.host.name}</b>
        </a>
      </td>
      <td>
        <State of={kind}>{word}</State>
      </td>
      <td className="dim reason">{row.scan.problem && explain(row.scan.problem).title}</td>
      <td className="end">
        {remedy && (
          <Button small label={`${remedy.text} ${row.host.name}`} onPress={remedy.run}>
            {remedy.text}
          </Button>
        )}
      </td>
    </tr>
  );
}
