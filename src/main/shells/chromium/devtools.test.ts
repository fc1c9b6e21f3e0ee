import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { DevTools } from './devtools.ts';
import type { DevToolsEvent } from './devtools.ts';

function pair() {
  const [out, input] = [new PassThrough(), new PassThrough()];
  const events: DevToolsEvent[] = [];
  const devTools = new DevTools(out, input, (event) => events.push(event));
  return { devTools, events, input, sent: () => JSON.parse(String(out.read()).slice(0, -1)) as unknown };
}

test('sends a command and gives its answer', async () => {
  const { devTools, input, sent } = pair();
  const answer = devTools.send('Page.enable', { a: 1 }, 'S');
  expect(sent()).toEqual({ id: 1, method: 'Page.enable', params: { a: 1 }, sessionId: 'S' });
  input.write('{"id":1,"result":{"b":2}}\0');
  expect(await answer).toEqual({ b: 2 });
});

test('rejects with what the browser said', async () => {
  const { devTools, input } = pair();
  const answer = devTools.send('Page.enable');
  input.write('{"id":1,"error":{"message":"no such thing"}}\0');
  await expect(answer).rejects.toThrow('Page.enable: no such thing');
});

test('puts messages together that come in pieces, through the middle of a character', async () => {
  const { events, input } = pair();
  const bytes = Buffer.from('{"method":"A","params":{"x":"ä€"}}\0{"method":"B","params":{}}\0');
  for (const byte of bytes) input.write(Buffer.of(byte));
  await new Promise(setImmediate);
  expect(events).toEqual([
    { method: 'A', params: { x: 'ä€' } },
    { method: 'B', params: {} },
  ]);
});

test('rejects what waits, and what comes after, once the browser has ended', async () => {
  const { devTools, input } = pair();
  const waiting = devTools.send('Page.enable');
  input.destroy();
  await expect(waiting).rejects.toThrow('the browser has ended');
  await expect(devTools.send('Page.enable')).rejects.toThrow('the browser has ended');
});
