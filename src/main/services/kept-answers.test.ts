import { expect, test, vi } from 'vitest';
import { ok } from '../../shared/domain/result.ts';
import type { Context } from './context.ts';
import type { Handlers } from './engine.ts';
import { keepAnswers } from './kept-answers.ts';

function keeping() {
  const clock = { now: '2026-11-22T10:00:00.000Z', written: 1 };
  const exposure = vi.fn(async (_input: object) => ok({ findings: 1 }));
  const summary = vi.fn(() => ok({}));
  const context = { store: { dataVersion: () => String(clock.written) }, now: () => clock.now } as unknown as Context;
  const kept = keepAnswers(context, { 'findings.exposure': exposure, 'app.summary': summary } as unknown as Handlers);
  const ask = (hostIds: string[] = []) => kept['findings.exposure']({ hostIds });
  return { clock, exposure, summary, kept, ask };
}

test('asked at the same time, and again while nothing has changed, it is worked out once', async () => {
  const { exposure, ask } = keeping();
  const [one, two] = await Promise.all([ask(), ask()]);
  expect(await ask()).toBe(one);
  expect(two).toBe(one);
  expect(exposure).toHaveBeenCalledTimes(1);
  await ask(['hosta']);
  expect(exposure).toHaveBeenCalledTimes(2);
});

test('whoever wrote makes it old, and so does the next minute', async () => {
  const { exposure, clock, ask } = keeping();
  await ask();
  clock.written += 1;
  await ask();
  clock.now = '2026-11-22T10:01:00.000Z';
  await ask();
  expect(exposure).toHaveBeenCalledTimes(3);
});

test('a change while it is worked out is not missed', async () => {
  const { exposure, clock, ask } = keeping();
  const first = ask();
  clock.written += 1;
  await Promise.all([first, ask()]);
  expect(exposure).toHaveBeenCalledTimes(2);
});

test('a failure is not kept, and neither is what is cheap', async () => {
  const { exposure, summary, kept, ask } = keeping();
  exposure.mockResolvedValueOnce({ ok: false, problem: { kind: 'bug', detail: '' } } as never).mockRejectedValueOnce(new Error('once'));
  expect(await ask()).toMatchObject({ ok: false });
  await expect(ask()).rejects.toThrow('once');
  expect(await ask()).toMatchObject({ ok: true });
  expect(exposure).toHaveBeenCalledTimes(3);
  await kept['app.summary']({});
  await kept['app.summary']({});
  expect(summary).toHaveBeenCalledTimes(2);
});

test('only the newest are kept', async () => {
  const { exposure, ask } = keeping();
  for (let n = 0; n < 20; n += 1) await ask([`host${n}`]);
  await ask(['host19']);
  expect(exposure).toHaveBeenCalledTimes(20);
  await ask(['host0']);
  expect(exposure).toHaveBeenCalledTimes(21);
});
