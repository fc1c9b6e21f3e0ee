import type { ReactNode } from 'react';
import type { Exposure } from '../../../shared/contract/vulnerabilities.ts';
import { daysTo, neverHad } from '../../state/findings.ts';
import { setFilter } from '../../state/filters.ts';
import { useLive } from '../../state/live.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Answer, TileBones } from '../../ui/answer.tsx';
import { dayName } from '../../ui/format.ts';
import { State } from '../../ui/state.tsx';
import { Tile, type TileFacts } from './tiles.tsx';

const w = t.findings.start;
const SOON_DAYS = 7;

/** What is overdue, due next, exploited, without a fix and unknown. Without any data that is what is said. */
export function FindingsTiles(): ReactNode {
  const feeds = useLive('feeds.list', {}).value;
  const from = useLive('findings.exposure', {});
  if (feeds && neverHad(feeds)) {
    return (
      <p className="row under-tiles" style={{ gap: 12 }}>
        <State of="unknown">{t.findings.never}</State>
        <a href={href(['settings', 'feeds'])}>{t.findings.toFeeds}</a>
      </p>
    );
  }
  return (
    <div className="under-tiles">
      <Answer from={from} what={t.findings.title} bones={<TileBones />}>
        {(exposure) => (
          <div className="tiles" role="group" aria-label={w.title}>
            {tilesOf(exposure).map(({ words, ...tile }) => (
              <Tile key={tile.head} to={href(['findings'])} onGo={() => setFilter('findings', { words, text: '' })} {...tile} />
            ))}
          </div>
        )}
      </Answer>
    </div>
  );
}

/** A tile and the words of the filter that shows what it counts. */
type FindingsTile = TileFacts & { readonly words: readonly string[] };

function tilesOf(exposure: Exposure): readonly FindingsTile[] {
  const { overdue, exploited, findings, fixable, unjudgedHosts, unjudgedPackages } = exposure;
  const ahead = exposure.days.filter((day) => day.due !== null && daysTo(day.due) >= 0 && daysTo(day.due) <= SOON_DAYS);
  const next = ahead.reduce((sum, day) => sum + day.exploited + day.fixable + day.noFix, 0);
  const first = ahead.map((day) => day.due ?? '').sort()[0];
  const noFix = findings - fixable;
  const counted = (number: number): { number: number; unit: string } => ({ number, unit: w.unit(number) });
  return [
    { head: w.overdue, icon: 'overdue', tone: 'bad', ...counted(overdue), note: w.overdueNote, words: ['due:overdue'] },
    {
      ...{ head: w.next, icon: 'due', tone: 'warn', ...counted(next), words: ['due:7d'] },
      note: first ? w.nextNote(dayName(first)) : w.nextNone,
    },
    { head: w.exploited, icon: 'warning', tone: 'bad', ...counted(exploited), note: w.exploitedNote, words: ['is:kev'] },
    { head: w.noFix, icon: 'noback', tone: 'warn', ...counted(noFix), note: w.noFixNote, words: ['not:status:fixed-available'] },
    {
      ...{ head: w.unknown, icon: 'unknown', tone: 'unknown', number: unjudgedHosts, words: [] },
      ...{ unit: w.hosts(unjudgedHosts), note: w.unknownNote(unjudgedPackages) },
    },
  ];
}
