import type { ReactNode } from 'react';
import { daysTo, neverHad } from '../../state/findings.ts';
import { setFilter } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { dayName } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import { Tile } from './tiles.tsx';

const w = t.findings.start;
const SOON_DAYS = 7;

/** What is overdue, due next, exploited, without a fix and unknown. Without any data that is what is said. */
export function FindingsTiles(): ReactNode {
  const feeds = useLive('feeds.list', {}).value;
  const exposure = useLive('findings.exposure', {}).value;
  if (!feeds || !exposure) return null;
  if (neverHad(feeds)) {
    return (
      <p className="row" style={{ marginTop: 12, gap: 12 }}>
        <State of="unknown">{t.findings.never}</State>
        <a href={href(['settings', 'feeds'])}>{t.findings.toFeeds}</a>
      </p>
    );
  }
  const ahead = exposure.days.filter((day) => day.due !== null && daysTo(day.due) >= 0 && daysTo(day.due) <= SOON_DAYS);
  const next = ahead.reduce((sum, day) => sum + day.exploited + day.fixable + day.noFix, 0);
  const first = ahead.map((day) => day.due ?? '').sort()[0];
  const to = href(['findings']);
  const show = (words: readonly string[]) => () => setFilter('findings', { words, text: '' });
  const { overdue, exploited, findings, fixable, unjudgedHosts, unjudgedPackages } = exposure;
  const unit = w.unit;
  return (
    <div className="tiles" style={{ marginTop: 12 }} role="group" aria-label={w.title}>
      <Tile
        to={to}
        onGo={show(['due:overdue'])}
        icon="overdue"
        tone="bad"
        head={w.overdue}
        number={overdue}
        unit={unit(overdue)}
        note={w.overdueNote}
      />
      <Tile
        to={to}
        onGo={show(['due:7d'])}
        icon="due"
        tone="warn"
        head={w.next}
        number={next}
        unit={unit(next)}
        note={first ? w.nextNote(dayName(first)) : w.nextNone}
      />
      <Tile
        to={to}
        onGo={show(['is:kev'])}
        icon="warning"
        tone="bad"
        head={w.exploited}
        number={exploited}
        unit={unit(exploited)}
        note={w.exploitedNote}
      />
      <Tile
        to={to}
        onGo={show(['not:status:fixed-available'])}
        icon="noback"
        tone="warn"
        head={w.noFix}
        number={findings - fixable}
        unit={unit(findings - fixable)}
        note={w.noFixNote}
      />
      <Tile
        to={to}
        onGo={show([])}
        icon="unknown"
        tone="unknown"
        head={w.unknown}
        number={unjudgedHosts}
        unit={w.hosts(unjudgedHosts)}
        note={w.unknownNote(unjudgedPackages)}
      />
    </div>
  );
}
