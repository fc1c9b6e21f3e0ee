import type { CallName } from '../../shared/contract/contract.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import type { Handlers } from './engine.ts';

/** Answers that cost tens of milliseconds, are asked for by several pages, and follow from the database and the minute alone. */
const COSTLY: ReadonlySet<CallName> = new Set<CallName>([
  'findings.list',
  'findings.exposure',
  'findings.get',
  'fixList.get',
  'fixList.closes',
  'endOfLife.list',
]);
const MOST = 12;
const MINUTE_MS = 60_000;

interface Kept {
  readonly of: string;
  readonly answer: Promise<Result<unknown>>;
}
type AnyHandler = (input: unknown) => Result<unknown> | Promise<Result<unknown>>;

/**
 * The same question is not worked out twice while nothing has changed: pages that ask at the same time share one answer,
 * and so do visits one after the other. What has changed is known by the database, whoever wrote; what falls due changes
 * with the minute.
 */
export function keepAnswers({ store, now }: Pick<Context, 'store' | 'now'>, handlers: Handlers): Handlers {
  const kept = new Map<string, Kept>();
  const standing = (): string => `${store.dataVersion()} ${Math.floor(Date.parse(now()) / MINUTE_MS)}`;
  const keeping =
    (name: string, handler: AnyHandler): AnyHandler =>
    (input) => {
      const key = `${name} ${JSON.stringify(input)}`;
      const of = standing();
      const before = kept.get(key);
      if (before?.of === of) return before.answer;
      const answer = (async () => handler(input))();
      kept.delete(key);
      kept.set(key, { of, answer });
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST))) kept.delete(oldest);
      const forget = (): void => void (kept.get(key)?.answer === answer && kept.delete(key));
      answer.then(({ ok }) => (ok ? undefined : forget()), forget);
      return answer;
    };
  const all = Object.entries(handlers).map(([name, handler]) => [
    name,
    COSTLY.has(name as CallName) ? keeping(name, handler as AnyHandler) : handler,
  ]);
  return Object.fromEntries(all) as Handlers;
}
