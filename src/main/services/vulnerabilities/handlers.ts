import type { CallOutput } from '../../../shared/contract/contract.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import { changed, type Context } from '../context.ts';
import type { Handlers } from '../engine.ts';
import { fixList } from '../fix-list.ts';
import { exportFeeds, importFeeds } from './bundle.ts';
import { endsOfLife, removeControl, saveControl } from './end-of-life.ts';
import { addException, addExceptions, endException, readVex, renewException, vexText } from './exceptions.ts';
import { closes, exposure } from './exposure.ts';
import type { FeedBoard } from './feed-board.ts';
import { endedFindings, findingsOfHost, hostFindings, listFindings } from './finding-rows.ts';
import { newsRows } from './news.ts';
import { listRules, useRules } from './rules.ts';
import { sbomText } from './sbom.ts';

type Part = 'findings' | 'fixList' | 'news' | 'exceptions' | 'endOfLife' | 'sbom' | 'rules' | 'feeds';
type VulnerabilityHandlers = Omit<Pick<Handlers, Extract<keyof Handlers, `${Part}.${string}`>>, 'fixList.get' | 'feeds.fetch'>;

/** What is known of vulnerabilities. Who asks gets what holds now: hosts whose scan or data is newer than their judging are judged first. */
export const vulnerabilityHandlers = (context: Context, board: FeedBoard, version: string): VulnerabilityHandlers => ({
  ...feedHandlers(context, board),
  ...findingHandlers(context, board),
  ...decisionHandlers(context, board, version),
  'endOfLife.list': async () => {
    await board.ship();
    return ok(await endsOfLife(context));
  },
  'endOfLife.saveControl': (control) => saveControl(context, control),
  'endOfLife.removeControl': ({ hostId, product }) => removeControl(context, hostId, product),
  'rules.list': () => ok(listRules(context)),
  'rules.use': ({ ids }) => useRules(context, ids),
});

const feedHandlers = (
  context: Context,
  board: FeedBoard,
): Pick<VulnerabilityHandlers, Extract<keyof VulnerabilityHandlers, `feeds.${string}`>> => ({
  'feeds.list': () => ok(board.list()),
  'feeds.update': ({ only }) => board.update(only),
  'feeds.cancel': () => {
    board.cancel();
    return ok({});
  },
  'feeds.export': ({ path }) => exportFeeds(context, board, path),
  'feeds.import': ({ path, trust }) => importFeeds(context, board, path, trust),
});

const findingHandlers = (context: Context, board: FeedBoard) => {
  const { store, now } = context;
  return {
    'findings.list': async ({ hostIds, all }) => {
      await board.judge();
      return ok(await listFindings(store, hostIds, all, now()));
    },
    'findings.ofHost': async ({ id, all }) => {
      await board.judge();
      return findingsOfHost(store, board.feeds, id, all, now());
    },
    'findings.get': async ({ cve, source }) => {
      await board.judge();
      const found = await hostFindings(store, board.feeds, [], (item) => item.cve === cve && item.source === source, now());
      return found.length ? ok(found) : fail({ kind: 'not-found', what: `${cve} in ${source} on a host` });
    },
    'findings.ended': async ({ id }) => {
      await board.judge();
      return endedFindings(store, id);
    },
    'findings.unjudged': async ({ id }) => {
      await board.judge();
      return store.hosts.get(id) ? ok(store.findings.unjudged(id)) : fail({ kind: 'not-found', what: `host ${id}` });
    },
    'findings.exposure': async ({ hostIds }) => {
      await board.judge();
      return ok(await exposure(store, board.feeds, hostIds, now()));
    },
    'fixList.closes': async ({ hostIds }) => {
      await board.judge();
      return ok(await closes(store, await fixList(context, hostIds), hostIds, now()));
    },
    'news.list': async (query) => {
      await board.judge();
      return ok(newsRows(store, query));
    },
    'news.seen': ({ n }) => {
      store.news.markSeen(Math.max(n, store.news.seen()));
      changed(context, 'findings');
      return ok<CallOutput<'news.seen'>>({});
    },
  } satisfies Partial<VulnerabilityHandlers>;
};

const decisionHandlers = (context: Context, board: FeedBoard, version: string) =>
  ({
    'exceptions.list': ({ ended }) => ok(context.store.exceptions.list(ended)),
    'exceptions.add': async (draft) => {
      await board.judge();
      return addException(context, draft);
    },
    'exceptions.addAll': async ({ drafts }) => {
      await board.judge();
      return addExceptions(context, drafts);
    },
    'exceptions.renew': ({ id, expiresOn, reason }) => renewException(context, id, expiresOn, reason),
    'exceptions.end': ({ id, reason }) => endException(context, id, reason),
    'exceptions.exportVex': async () => {
      await board.judge();
      return vexText(context, version);
    },
    'exceptions.readVex': ({ text, owner, expiresOn }) => readVex(context, text, owner, expiresOn),
    'sbom.get': async ({ hostId }) => {
      await board.judge();
      return sbomText(context, hostId, version);
    },
  }) satisfies Partial<VulnerabilityHandlers>;
