import { Fragment, type ReactNode } from 'react';
import type { HistoryEntry } from '../../../shared/contract/contract.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Answer, PaneBones } from '../../ui/answer.tsx';
import { when } from '../../ui/format.ts';

const w = t.start;

export function LastEntries(): ReactNode {
  const from = useLive('history.list', { limit: 10 });
  return (
    <section className="pane" aria-labelledby="last-entries">
      <header>
        <h2 id="last-entries" className="grow">
          {w.recent}
        </h2>
        <a href={href(['history'])}>{w.all}</a>
      </header>
      <Answer from={from} what={w.recent} bones={<PaneBones />}>
        {(entries) => (entries.length === 0 ? <p className="tbl-empty">{t.history.empty}</p> : <Entries entries={entries} />)}
      </Answer>
    </section>
  );
}

const Entries = ({ entries }: { entries: readonly HistoryEntry[] }): ReactNode => (
  <dl className="moments" style={{ padding: '2px 12px 12px' }}>
    {entries.map((entry) => (
      <Fragment key={entry.seq}>
        <dt className="faint nowrap">{when(entry.at)}</dt>
        <dd className="cut" title={entry.text}>
          {entry.hostName && <b>{entry.hostName} </b>}
          {entry.text}
        </dd>
      </Fragment>
    ))}
  </dl>
);
