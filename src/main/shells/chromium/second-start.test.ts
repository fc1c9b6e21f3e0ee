import { expect, test, vi } from 'vitest';
import { hearKnocks, knock } from './second-start.ts';

const holder = { pid: 4711, started: '1', shell: 'chromium' as const };
const said = () => vi.spyOn(process.stderr, 'write').mockReturnValue(true);

test('a second start says what is open and asks it to come up', () => {
  const write = said();
  const kill = vi.fn(() => true as const);
  expect(knock(holder, '/data', 'linux', kill)).toBe(0);
  expect(kill).toHaveBeenCalledWith(4711, 'SIGUSR2');
  expect(write.mock.calls[0]?.[0]).toMatch(/already open on \/data .*4711.*brought to the front/);
});

test.each([
  ['an Electron window, which has no such listener and would end', { ...holder, shell: 'electron' as const }, 'linux' as const],
  ['a process on Windows, which would end', holder, 'win32' as const],
])('%s is not signalled', (_, other, platform) => {
  said();
  const kill = vi.fn(() => true as const);
  expect(knock(other, '/data', platform, kill)).toBe(1);
  expect(kill).not.toHaveBeenCalled();
});

test('a holder that may not be signalled is said all the same', () => {
  const write = said();
  const kill = vi.fn(() => {
    throw Object.assign(new Error(), { code: 'EPERM' });
  });
  expect(knock(holder, '/data', 'linux', kill)).toBe(1);
  expect(write.mock.calls[0]?.[0]).toContain('already open');
});

test('a knock is heard once there is a window, and before that does no harm', async () => {
  const knocks = hearKnocks('linux');
  process.kill(process.pid, 'SIGUSR2');
  await new Promise(setImmediate);
  const raise = vi.fn();
  knocks.answerWith(raise);
  process.kill(process.pid, 'SIGUSR2');
  await vi.waitFor(() => expect(raise).toHaveBeenCalled());
  process.removeAllListeners('SIGUSR2');
});
