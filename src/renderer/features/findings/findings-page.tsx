import type { ReactNode } from 'react';
import { Page } from '../../frame/page.tsx';
import { useLive } from '../../state/live.ts';
import { go, type Place } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { count } from '../../ui/format.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { EndOfLifeTab } from './end-of-life-tab.tsx';
import { ExceptionsTab } from './exceptions-tab.tsx';
import { NewsTab } from './news-tab.tsx';
import { VulnerabilitiesTab } from './vulnerabilities-tab.tsx';

const w = t.findings;
const tabIds = ['vulnerabilities', 'news', 'exceptions', 'end-of-life'] as const;
type TabId = (typeof tabIds)[number];

/** What is vulnerable and since when, what was decided about it, and what ends: one page, because it is one question. */
export function FindingsPage({ place }: { place: Place }): ReactNode {
  const current = tabIds.find((id) => id === place.path[1]) ?? 'vulnerabilities';
  const fresh = useLive('news.list', {}).value?.filter((row) => row.isNew).length ?? 0;
  const list = useLive('exceptions.list', {}).value;
  return (
    <Page title={w.title}>
      <Tabs<TabId>
        label={w.tabs}
        current={current}
        onChange={(id) => go(['findings', id])}
        tabs={[
          { id: 'vulnerabilities', text: w.vulnerabilities },
          { id: 'news', text: w.news.tab, ...(fresh > 0 && { note: w.news.tabNew(fresh) }) },
          { id: 'exceptions', text: t.exceptions.tab, ...(list && { note: count(list.length) }) },
          { id: 'end-of-life', text: t.endOfLife.tab },
        ]}
      >
        {current === 'vulnerabilities' && <VulnerabilitiesTab place={place} />}
        {current === 'news' && <NewsTab />}
        {current === 'exceptions' && <ExceptionsTab />}
        {current === 'end-of-life' && <EndOfLifeTab />}
      </Tabs>
    </Page>
  );
}
