import type { CallOutput } from '../../shared/contract/contract.ts';
import { ringStates } from '../../shared/domain/ring-states.ts';
import { fail, ok } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import { acceptHostKey } from './accept-key.ts';
import { answerQuestions } from './answer-questions.ts';
import { assessList } from './assess-list.ts';
import { backupHandlers } from './backup/handlers.ts';
import { scanScript, takeScan } from './carried-scan.ts';
import { changed, currentUser } from './context.ts';
import type { Context } from './context.ts';
import { credentialHandlers } from './credential-handlers.ts';
import { decide, findDeployment, readLog, retryRuns, setLost, toDeploymentRow, verifyDeployment } from './deployments.ts';
import type { Driver } from './driver.ts';
import type { Handlers } from './engine.ts';
import { fetchFeeds } from './fetch-feeds.ts';
import { fixList } from './fix-list.ts';
import { handOverHandlers } from './hand-over/handlers.ts';
import { hostRows, summarise } from './host-rows.ts';
import { addHost, editHost, enterSecret, findHosts, removeHosts, restoreHosts } from './hosts.ts';
import { inventoryHandlers } from './inventory-handlers.ts';
import { keepAnswers } from './kept-answers.ts';
import type { PlanMaker } from './make-plan.ts';
import { policyHandlers } from './policies/handlers.ts';
import type { Notices } from './notices.ts';
import type { RehearsalBoard } from './rehearsal-board.ts';
import { rehearsalHandlers } from './rehearsal-handlers.ts';
import { reportHandlers } from './reports/handlers.ts';
import type { Press } from './reports/make.ts';
import { repairHosts } from './repair-hosts.ts';
import { approveRing, endBake } from './ring-decisions.ts';
import { rollbackQuestions } from './roll-back.ts';
import type { ScanBoard } from './scan-board.ts';
import { scheduleHandlers, type ScheduleParts } from './schedule/handlers.ts';
import { startDeployment } from './start-deployment.ts';
import { sudoersFile } from './sudoers-file.ts';
import { testConnection } from './test-connection.ts';
import { verifyAudit } from './verify-audit.ts';
import type { FeedBoard } from './vulnerabilities/feed-board.ts';
import { vulnerabilityHandlers } from './vulnerabilities/handlers.ts';

export interface Parts extends ScheduleParts {
  readonly context: Context;
  readonly board: ScanBoard;
  readonly feedBoard: FeedBoard;
  readonly plans: PlanMaker;
  readonly rehearsals: RehearsalBoard;
  readonly driver: Driver;
  readonly notices: Notices;
  readonly press: Press;
  readonly about: Pick<CallOutput<'app.info'>, 'version' | 'shell' | 'dataFolder'>;
}

const LISTED_DEPLOYMENTS = 200;
const LISTED_CHANGES = 200;

/** Which service answers which call. */
export const handlers = (parts: Parts): Handlers => keepAnswers(parts.context, allHandlers(parts));

const allHandlers = (parts: Parts): Handlers => ({
  ...inventory(parts),
  ...credentialHandlers(parts.context, parts.driver),
  ...vulnerabilityHandlers(parts.context, parts.feedBoard, parts.about.version),
  ...backupHandlers(parts.context, parts.about.dataFolder),
  ...policyHandlers(parts),
  ...scheduleHandlers(parts),
  ...reportHandlers(parts.context, parts.feedBoard, parts.press),
  ...planning(parts),
  ...rehearsalHandlers(parts.context, parts.plans, parts.rehearsals),
  ...deploying(parts),
  ...keeping(parts),
});

type Some<P extends string> = Pick<Handlers, Extract<keyof Handlers, `${P}.${string}`>>;

const inventory = ({
  context,
  board,
  driver,
  about,
}: Parts): Some<'hosts' | 'scan' | 'assess'> & Pick<Handlers, 'fixList.get' | 'feeds.fetch'> => ({
  'hosts.list': () => ok(hostRows(context, board)),
  'hosts.get': ({ id }) => {
    const row = hostRows(context, board).find((one) => one.host.id === id);
    if (!row) return fail({ kind: 'not-found', what: `host ${id}` });
    const newest = context.store.scans.factsButPackages(id);
    if (!newest) return ok({ row, facts: null, factsAt: null, unseen: [] });
    return ok({ row, facts: newest.facts, factsAt: newest.at, unseen: newest.facts.unseen });
  },
  'hosts.packages': ({ id, search }) => ok(context.store.scans.packages(id, search)),
  'hosts.history': ({ id }) => ok(context.store.scans.changes(id, LISTED_CHANGES)),
  'hosts.add': (draft) => addHost(context, draft),
  'hosts.edit': ({ id, draft }) => editHost(context, id, draft),
  'hosts.remove': ({ ids }) => removeHosts(context, ids),
  'hosts.restore': ({ ids }) => restoreHosts(context, ids),
  ...inventoryHandlers(context),
  'hosts.acceptKey': async ({ id, fingerprint }) => {
    const answer = await acceptHostKey(context, id, fingerprint);
    if (answer.ok) driver.poke(id);
    return answer;
  },
  'hosts.enterSecret': (input) => {
    const answer = enterSecret(context, input);
    if (answer.ok) for (const id of [input.id, ...input.alsoFor]) driver.poke(id);
    return answer;
  },
  'hosts.testConnection': ({ id, draft }) => testConnection(context, id, draft),
  'hosts.answerQuestions': async ({ id, answers }) => {
    const answer = await answerQuestions(context, id, answers);
    if (answer.ok) driver.poke(id);
    return answer;
  },
  'hosts.sudoersFile': ({ id }) => sudoersFile(context, id, about.version),
  'hosts.repair': ({ ids }) => {
    const hosts = findHosts(context, ids);
    if (!hosts.ok) return hosts;
    const started = repairHosts(context, hosts.value);
    if (!started.ok) return started;
    driver.poke();
    return ok({ deploymentId: started.value.id });
  },
  'scan.start': ({ hostIds, refresh }) => {
    const hosts = findHosts(context, hostIds);
    return hosts.ok ? ok({ hosts: board.start(hosts.value, refresh) }) : hosts;
  },
  'scan.cancel': () => {
    board.cancel();
    return ok({});
  },
  'scan.script': () => ok({ text: scanScript(context) }),
  'scan.take': ({ id, path }) => takeScan(context, id, path),
  'fixList.get': async ({ hostIds }) => ok(await fixList(context, hostIds)),
  'assess.list': (input) => assessList(input, context.now()),
  'feeds.fetch': (input) => fetchFeeds(input, context.now()),
});

const planning = ({ context, plans }: Parts): Some<'plan'> => ({
  ...handOverHandlers({ context, plans }),
  'plan.make': ({ hostIds, selection, options }) => {
    const hosts = findHosts(context, hostIds);
    if (!hosts.ok) return hosts;
    const query = context.platforms.apt.preview(selection, options);
    return ok({
      planId: plans.start(
        { kind: 'deploy', selection, rollsBack: null, options },
        hosts.value.map((host) => ({ host, query, kitOf: null })),
      ),
    });
  },
  'plan.makeRollback': ({ deploymentId, hostIds, packages, options }) => {
    const questions = rollbackQuestions(context, { deploymentId, hostIds, packages, options });
    if (!questions.ok) return questions;
    return ok({
      planId: plans.start({ kind: 'rollback', selection: null, rollsBack: { deploymentId, packages }, options }, questions.value),
    });
  },
  'plan.get': ({ planId }) => plans.get(planId),
  'plan.cancel': ({ planId }) => {
    plans.cancel(planId);
    return ok({});
  },
});

const deploying = ({ context, plans, driver }: Parts): Some<'deployments'> => {
  const poked = <T>(answer: Result<T>): Result<T> => {
    if (answer.ok) driver.poke();
    return answer;
  };
  return {
    'deployments.start': (input) => {
      const plan = plans.get(input.planId);
      if (!plan.ok) return plan;
      const started = startDeployment(context, plan.value, input);
      if (!started.ok) return started;
      changed(context, 'deployments', started.value.id);
      return poked(ok({ deploymentId: started.value.id }));
    },
    'deployments.list': () => ok(context.store.deployments.list(LISTED_DEPLOYMENTS).map(toDeploymentRow)),
    'deployments.get': ({ id }) => {
      const found = findDeployment(context, id);
      if (!found.ok) return found;
      const runs = found.value.runs.map((run) => ({ ...run, progress: driver.progress(run.id) ?? run.progress }));
      return ok({ ...found.value, runs, ringStates: ringStates(found.value, context.now()) });
    },
    'deployments.moments': ({ id }) => {
      const found = findDeployment(context, id);
      return found.ok ? ok(context.store.audit.moments(id)) : found;
    },
    'deployments.log': (input) => readLog(context, input),
    'deployments.pause': ({ id }) => decide(context, id, 'paused'),
    'deployments.resume': ({ id }) => poked(decide(context, id, 'running')),
    'deployments.stop': ({ id }) => poked(decide(context, id, 'stopping')),
    'deployments.retry': ({ id, hostIds }) => poked(retryRuns(context, id, hostIds)),
    'deployments.approveRing': (input) => poked(approveRing(context, input)),
    'deployments.endBake': (input) => poked(endBake(context, input)),
    'deployments.setLost': (input) => poked(setLost(context, input)),
    'deployments.verify': ({ id, hostIds }) => verifyDeployment(context, id, hostIds),
  };
};

const keeping = ({ context, board, notices, about }: Parts): Some<'app' | 'settings' | 'round' | 'views' | 'history' | 'audit'> => ({
  'app.info': () => ok({ ...about, user: currentUser(), isRoot: process.getuid?.() === 0 }),
  'app.summary': () => ok(summarise(hostRows(context, board))),
  'app.notices': () => ok(notices.newest()),
  'settings.get': () => ok(context.store.settings.get()),
  'settings.set': (change) => {
    const settings = { ...context.store.settings.get(), ...change };
    context.store.transaction(() => {
      context.store.settings.set(settings);
      context.store.audit.append({ action: 'settings.changed', text: Object.keys(change).join(', '), details: change });
    });
    changed(context, 'settings');
    return ok(settings);
  },
  'round.get': () => ok(context.store.round.get()),
  'round.save': (change) => {
    const round = { ...context.store.round.get(), ...change };
    context.store.round.set(round);
    changed(context, 'round');
    return ok(round);
  },
  'views.get': () => ok(context.store.views.get()),
  'views.save': ({ table, view }) => {
    const views = { ...context.store.views.get(), [table]: view };
    context.store.views.set(views);
    return ok(views);
  },
  'history.list': (query) => ok(context.store.audit.list(query)),
  'audit.verify': async () => ok(await verifyAudit(context.store)),
});
