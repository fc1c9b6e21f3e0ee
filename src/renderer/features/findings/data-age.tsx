import type { ReactNode } from 'react';
import type { FeedInfo } from '../../../shared/contract/vulnerabilities.ts';
import { daysTo } from '../../state/findings.ts';
import { act } from '../../state/notices.ts';
import { go, href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

const w = t.findings;

/** Those that the inventory has a use for. */
const needed = (feeds: readonly FeedInfo[]): readonly FeedInfo[] => feeds.filter((feed) => feed.state !== 'not-needed');

/** What is old or missing is said before anything is read as "nothing found". */
export function DataAge({ feeds }: { feeds: readonly FeedInfo[] }): ReactNode {
  const old = needed(feeds).filter((feed) => feed.state !== 'current');
  const [first] = old;
  if (!first) return null;
  const one = first.state === 'stale' && first.date ? w.staleOne(first.title, -daysTo(first.date)) : w.missingOne(first.title);
  return (
    <Banner
      tone="warn"
      action={
        <a className="btn sm" href={href(['settings', 'feeds'])}>
          {w.toFeeds}
        </a>
      }
    >
      {old.length === 1 ? one : w.staleMany(old.length)}
    </Banner>
  );
}

/** Before the first fetch nothing is known: that is said, and never "nothing found". */
export function NoData(): ReactNode {
  const fetch = async (): Promise<void> => {
    if (await act('feeds.update', {})) go(['settings', 'feeds']);
  };
  return (
    <div className="empty">
      <h2>{w.never}</h2>
      <p className="dim">{w.neverNote}</p>
      <div className="row">
        <Button look="primary" onPress={fetch}>
          {w.neverDo}
        </Button>
        <a className="btn" href={href(['settings', 'feeds'])}>
          {w.toFeeds}
        </a>
      </div>
    </div>
  );
}
