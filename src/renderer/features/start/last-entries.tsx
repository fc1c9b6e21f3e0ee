import { Fragment, type ReactNode } from 'react';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { when } from '../../ui/format.ts';

const w = t.start;

export function LastEntries(): ReactNode {
  const entries = useLive('history.list', { limit: 10 }).value ?? [];
  return (
    <section className="pane" aria-labelledby="last-entries">
      <header>
        <h2 id="last-entries" className="grow">
          {w.recent}
        </h2>
        <a href={href(['history'])}>{w.all}</a>
      </header>
      {entries.length === 0 ? (
        <p className="tbl-empty">{t.history.empty}</p>
      ) : (
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
      )}
    </section>
  );
}
