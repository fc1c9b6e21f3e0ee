import { explain } from '../../../shared/domain/problem.ts';
import { inScope } from '../../../shared/domain/policy/policy.ts';
import type { WorkOf } from './kinds.ts';

/** Looks at hosts; changes no package. */
export const scanScope: WorkOf<'scan'> = async ({ context, board }, work) => {
  const hosts = context.store.hosts.list().filter((host) => inScope(work.hosts, host));
  if (!hosts.length) return { state: 'done', text: 'No host is in its scope' };
  const from = context.now();
  board.start(hosts, true);
  await board.idle();
  const wanted = new Set(hosts.map((host) => host.id));
  const scans = context.store.scans.summaries().filter((one) => wanted.has(one.hostId) && one.triedAt >= from);
  const good = scans.filter((one) => one.problem === null).length;
  const text = `${good} of ${hosts.length} hosts answered`;
  return good > 0 ? { state: 'done', text } : { state: 'failed', text, problem: scans[0]?.problem ?? null };
};

/** What the inventory needs. A feed that fails leaves the data before it in use. */
export const updateFeeds: WorkOf<'feeds'> = async ({ context, feedBoard }) => {
  const from = context.now();
  const begun = await feedBoard.update([]);
  if (!begun.ok) return { state: 'failed', text: explain(begun.problem).title, problem: begun.problem };
  await feedBoard.idle();
  const failed = context.store.feeds.files().filter((file) => file.problem !== null && (file.triedAt ?? '') >= from);
  const text = `${begun.value.feeds} feeds asked, ${failed.length} files failed`;
  return failed.length ? { state: 'failed', text, problem: failed[0]!.problem } : { state: 'done', text };
};
