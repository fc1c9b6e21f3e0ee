import { join } from 'node:path';
import type { ReportFigures, ReportQuestion } from '../../../shared/contract/reports.ts';
import { derive } from '../../../shared/domain/compliance/derive.ts';
import type { ReportData } from '../../../shared/domain/compliance/report-data.ts';
import { daysBetween } from '../../../shared/domain/compliance/share.ts';
import { fail, ok } from '../../../shared/domain/result.ts';
import type { Context } from '../context.ts';
import type { Handlers } from '../engine.ts';
import type { FeedBoard } from '../vulnerabilities/feed-board.ts';
import { makeReport, type Press } from './make.ts';
import { reportData } from './report-data.ts';
import { snapshotOf } from './snapshots.ts';
import { verifyReport } from './verify.ts';

type ReportHandlers = Pick<Handlers, Extract<keyof Handlers, `reports.${string}`>>;

export const reportHandlers = (context: Context, board: FeedBoard, press: Press): ReportHandlers => ({
  'reports.figures': async (question) => ok(figuresOf(await current(context, board, question))),
  'reports.make': async ({ question, look, path }) => {
    const target = path ?? join(press.folder, `${question.framework}-${question.from}-to-${question.to}.pdf`);
    if (!target.endsWith('.pdf')) return fail({ kind: 'invalid-input', issues: [{ path: 'path', message: 'a name that ends in .pdf' }] });
    const data = await current(context, board, question);
    return makeReport(context, press, data, { question, look, path: target });
  },
  'reports.list': () => ok(context.store.reports.list()),
  'reports.get': ({ id }) => {
    const found = context.store.reports.get(id);
    return found ? ok({ row: found.row, figures: figuresOf(found.data) }) : fail({ kind: 'not-found', what: `report ${id}` });
  },
  'reports.verify': ({ path }) => verifyReport(context, path, (question, asOf) => reportData(context.store, board.feeds, question, asOf)),
});

/** Hosts are judged by what is known now, and the day is written down, before anything is counted. */
async function current(context: Context, board: FeedBoard, question: ReportQuestion): Promise<ReportData> {
  const { store, now } = context;
  await board.judge();
  if (store.snapshots.newestDay() !== now().slice(0, 10)) store.snapshots.save(await snapshotOf(store, board.feeds, now()));
  return reportData(store, board.feeds, question, now());
}

function figuresOf(data: ReportData): ReportFigures {
  const { hosts, items, patch, kev, overdue, nameOf } = derive(data);
  const [oldest] = overdue;
  const { scope, known, status, compliance, complianceOfKnown, coverage } = hosts;
  return {
    asOf: data.period.asOf,
    hosts: { scope, known, status, compliance, complianceOfKnown, coverage },
    items,
    timeToPatch: patch,
    kevOpen: kev,
    noUpdate: data.noUpdate.length,
    oldestOverdue: oldest
      ? {
          hostName: nameOf(oldest.host),
          source: oldest.source,
          cve: oldest.cves[0] ?? '',
          due: oldest.due ?? '',
          days: daysBetween(oldest.due ?? '', data.period.asOf),
        }
      : null,
    trend: data.trend.map(({ month, figures }) => ({ month, figures })),
  };
}
