import { expect, test, vi } from 'vitest';

const fake = vi.hoisted(() => ({ invoke: vi.fn(async () => 'answer'), on: vi.fn(), off: vi.fn(), expose: vi.fn() }));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: fake.expose },
  ipcRenderer: { invoke: fake.invoke, on: fake.on, off: fake.off },
}));

await import('./preload.ts');
const exposed = [...fake.expose.mock.calls] as unknown[][];
const [name, api] = exposed[0] as [
  string,
  { call(name: string, input: object): Promise<unknown>; onChange(hear: (change: object) => void): () => void },
];

test('20: the page gets two functions, and nothing of Electron', () => {
  expect(exposed).toHaveLength(1);
  expect([name, Object.keys(api)]).toEqual(['api', ['call', 'onChange']]);
});

test('a call goes over one channel, and a listener hears the change and not the event', async () => {
  expect(await api.call('app.info', {})).toBe('answer');
  expect(fake.invoke).toHaveBeenCalledWith('patchbay:call', 'app.info', {});
  const hear = vi.fn();
  const stop = api.onChange(hear);
  const [channel, listener] = fake.on.mock.calls[0] as [string, (...args: unknown[]) => void];
  listener({ sender: 'secret' }, { topic: 'hosts', id: null });
  expect(hear.mock.calls).toEqual([[{ topic: 'hosts', id: null }]]);
  stop();
  expect(fake.off).toHaveBeenCalledWith(channel, listener);
});
