import { expect, test, vi } from 'vitest';
import type { Engine } from '../../../shared/contract/contract.ts';
import { Bridge } from './bridge.ts';
import type { DevTools } from './devtools.ts';

const OURS = { id: 1, origin: 'https://patchbay.invalid', auxData: { isDefault: true, frameId: 'main' } };

function bridgeWith(context: object) {
  const send = vi.fn(async (..._sent: unknown[]) => ({}));
  const dispatch = vi.fn(async (..._asked: unknown[]): Promise<unknown> => ({ ok: true, value: {} }));
  const engine = { dispatch, onChange: () => () => undefined } as unknown as Engine;
  const bridge = new Bridge({ send } as unknown as DevTools, 'session', 'main', engine);
  bridge.handle({ method: 'Runtime.executionContextCreated', params: { context } });
  const call = (payload: string, executionContextId = 1) =>
    bridge.handle({ method: 'Runtime.bindingCalled', params: { name: '__patchbay', payload, executionContextId } });
  return { bridge, send, dispatch, call };
}
type Sent = [method: string, params: { arguments: { value: unknown }[] }];
const CALL = JSON.stringify([7, 'app.info', {}]);

test('answers our page', async () => {
  const { send, dispatch, call } = bridgeWith(OURS);
  call(CALL);
  await vi.waitFor(() => expect(send).toHaveBeenCalled());
  expect(dispatch).toHaveBeenCalledWith('app.info', {});
  const [[method, { arguments: given }]] = send.mock.calls as unknown as [Sent];
  expect(method).toBe('Runtime.callFunctionOn');
  expect(given.map(({ value }) => value)).toEqual([7, JSON.stringify({ id: 7, reply: { ok: true, value: {} } }), true]);
});

test('a large answer goes in pieces that make it again, none of which ends in half a character', async () => {
  const { send, dispatch, call } = bridgeWith(OURS);
  // Each takes two units of UTF-16; the letter in front brings a cut between them.
  const value = `x${'\u{1f4e6}'.repeat(400_000)}`;
  dispatch.mockResolvedValue({ ok: true, value });
  call(CALL);
  const sent = send.mock.calls as unknown as Sent[];
  await vi.waitFor(() => expect(sent.at(-1)?.[1].arguments[2]?.value).toBe(true));
  const pieces = sent.map(([, { arguments: given }]) => String(given[1]?.value));
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
  expect(JSON.parse(pieces.join(''))).toEqual({ id: 7, reply: { ok: true, value } });
});

test.each([
  ['another origin', { ...OURS, origin: 'https://example.org' }],
  ['an opaque origin', { ...OURS, origin: '://' }],
  ['a child frame', { ...OURS, auxData: { isDefault: true, frameId: 'child' } }],
  ['an isolated world', { ...OURS, auxData: { isDefault: false, frameId: 'main' } }],
  ['a world that nobody described', { ...OURS, auxData: undefined }],
])('does not listen to %s, and tells it nothing', async (_, context) => {
  const { bridge, send, dispatch, call } = bridgeWith(context);
  call(CALL);
  bridge.tell({ topic: 'hosts', id: null });
  await new Promise(setImmediate);
  expect(dispatch).not.toHaveBeenCalled();
  expect(send).not.toHaveBeenCalled();
});

test.each(['not json', '{}', '["7","app.info",{}]', 'null'])('drops what is no message: %s', async (payload) => {
  const { send, dispatch, call } = bridgeWith(OURS);
  call(payload);
  await new Promise(setImmediate);
  expect([dispatch.mock.calls, send.mock.calls]).toEqual([[], []]);
});

test.each(['Runtime.executionContextDestroyed', 'Runtime.executionContextsCleared'])('forgets a world after %s', async (method) => {
  const { bridge, dispatch, call } = bridgeWith(OURS);
  bridge.handle({ method, params: { executionContextId: 1 } });
  call(CALL);
  await new Promise(setImmediate);
  expect(dispatch).not.toHaveBeenCalled();
});

test('does not listen to a world that it never heard of', async () => {
  const { dispatch, call } = bridgeWith(OURS);
  call(CALL, 2);
  await new Promise(setImmediate);
  expect(dispatch).not.toHaveBeenCalled();
});
