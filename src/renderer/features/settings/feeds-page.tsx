import { useMemo, useState, type ReactNode } from 'react';
import type { FeedInfo } from '../../../shared/contract/vulnerabilities.ts';
import { Page } from '../../frame/page.tsx';
import { useLive } from '../../state/live.ts';
import { act } from '../../state/notices.ts';
import { href } from '../../state/place.ts';
import { t } from '../../texts/index.ts';
import { Button } from '../../ui/button.tsx';
import { age, bytes, count, dayName, when } from '../../ui/format.ts';
import { Facts, Pane, Section } from '../../ui/pane.tsx';
import { ProblemVerdict } from '../../ui/problem-verdict.tsx';
import { State } from '../../ui/state.tsx';
import type { StateKind } from '../../ui/states.ts';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table-model.ts';

const w = t.feeds;

function stateOf(feed: FeedInfo): { readonly kind: StateKind; readonly word: string } {
  if (feed.step !== null) return { kind: 'running', word: feed.step };
  if (feed.state === 'stale') return { kind: 'unknown', word: w.states.stale(feed.date ? age(feed.date) : '') };
  const kind = ({ never: 'unknown', current: 'done', 'not-needed': 'skipped' } as const)[feed.state];
  return { kind, word: w.states[feed.state] };
}

const columns: readonly Column<FeedInfo>[] = [
  { id: 'feed', head: w.columns.feed, width: 'minmax(172px, 1fr)', sort: (feed) => feed.title, cell: (feed) => <b>{feed.title}</b> },
  {
    id: 'state',
    head: w.columns.state,
    width: 'minmax(134px, 0.8fr)',
    sort: (feed) => stateOf(feed).word,
    cell: (feed) => <State of={stateOf(feed).kind}>{stateOf(feed).word}</State>,
  },
  {
    id: 'what',
    head: w.columns.what,
    width: 'minmax(132px, 1fr)',
    text: (feed) => (feed.problem ? w.failed : ''),
    cell: (feed) => feed.problem && <State of="failed">{w.failed}</State>,
  },
  { id: 'date', head: w.columns.date, width: '92px', sort: (feed) => feed.date, cell: (feed) => feed.date && dayName(feed.date) },
  {
    id: 'updated',
    head: w.columns.updated,
    width: '104px',
    sort: (feed) => feed.updatedAt,
    cell: (feed) => <span className="dim">{feed.updatedAt && when(feed.updatedAt)}</span>,
  },
  {
    id: 'rows',
    head: w.columns.rows,
    width: '76px',
    align: 'end',
    sort: (feed) => feed.rows,
    cell: (feed) => feed.rows > 0 && count(feed.rows),
  },
  {
    id: 'bytes',
    head: w.columns.bytes,
    width: '76px',
    align: 'end',
    sort: (feed) => feed.bytes,
    cell: (feed) => feed.bytes > 0 && bytes(feed.bytes),
  },
];

/** What is wrong first, what nobody here needs last. */
const rank = (feed: FeedInfo): number => (feed.problem ? 0 : ({ never: 1, stale: 1, current: 2, 'not-needed': 3 } as const)[feed.state]);

/** Each feed's age, source and last error; what is broken or old still counts, with its date. */
export function FeedsPage(): ReactNode {
  const from = useLive('feeds.list', {});
  const { value } = from;
  const [open, setOpen] = useState<string | null>(null);
  const feeds = useMemo(() => (value ?? []).toSorted((a, b) => rank(a) - rank(b)), [value]);
  const used = feeds.filter((feed) => feed.state !== 'not-needed');
  const current = used.filter((feed) => feed.state === 'current').length;
  const isBusy = feeds.some((feed) => feed.step !== null);
  const openFeed = feeds.find((feed) => feed.feed === open);
  return (
    <Page title={w.title} above={{ text: t.settings.title, href: href(['settings']) }}>
      <div className="body split">
        <div className="col">
          <div className="bar under row wrap">
            <span className="grow standing">
              {value && <b>{used.every((feed) => feed.state === 'never') ? w.headNever : w.head(used.length, current)}</b>}
              <span className="dim">{isBusy ? w.cancelNote : w.headNote}</span>
            </span>
            {isBusy ? (
              <Button icon="stop" onPress={() => act('feeds.cancel', {})}>
                {w.cancel}
              </Button>
            ) : (
              <Button look="primary" icon="retry" disabled={value === null} onPress={() => act('feeds.update', {})}>
                {w.update}
              </Button>
            )}
          </div>
          <Table
            label={w.table}
            from={from}
            columns={columns}
            rows={feeds}
            keyOf={(feed) => feed.feed}
            nameOf={(feed) => feed.title}
            open={open}
            onOpen={setOpen}
            empty={w.empty}
          />
          <Offline />
        </div>
        {openFeed && <FeedPane feed={openFeed} isBusy={isBusy} onClose={() => setOpen(null)} />}
      </div>
    </Page>
  );
}

const Offline = (): ReactNode => (
  <section className="sec offline" aria-labelledby="offline">
    <h2 id="offline">{w.offline}</h2>
    <p className="small dim">{w.offlineNote}</p>
    <code className="code">{w.exportCommand}</code>
    <p className="small dim">{w.importNote}</p>
    <code className="code">{w.importCommand}</code>
  </section>
);

const FeedPane = ({ feed, isBusy, onClose }: { feed: FeedInfo; isBusy: boolean; onClose: () => void }): ReactNode => (
  <Pane
    title={feed.title}
    width={380}
    closeLabel={t.common.closePane}
    resizeLabel={t.common.resizePane}
    onClose={onClose}
    actions={
      <Button look="primary" icon="retry" disabled={isBusy} onPress={() => act('feeds.update', { only: [feed.feed] })}>
        {w.updateOne}
      </Button>
    }
  >
    <Section>
      <div className="stack">
        {feed.problem && <ProblemVerdict problem={feed.problem} />}
        <State of={stateOf(feed).kind}>{stateOf(feed).word}</State>
        {feed.state === 'not-needed' && <p className="dim">{w.notNeeded}</p>}
        <Facts
          rows={[
            [w.facts.gives, feed.gives],
            [w.facts.url, <span className="mono wrap-any">{feed.url}</span>],
            ...(feed.version ? [[w.facts.version, feed.version] as const] : []),
            [w.facts.date, feed.date ? dayName(feed.date) : w.facts.never],
            [w.facts.updated, feed.updatedAt ? when(feed.updatedAt) : w.facts.never],
            [w.facts.tried, feed.triedAt ? when(feed.triedAt) : w.facts.never],
            [w.facts.rows, count(feed.rows)],
            [w.facts.bytes, bytes(feed.bytes)],
          ]}
        />
      </div>
    </Section>
  </Pane>
);
