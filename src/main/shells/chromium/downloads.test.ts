import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { DevTools } from './devtools.ts';
import { Downloads } from './downloads.ts';

function setUp() {
  const root = mkdtempSync(join(tmpdir(), 'patchbay-downloads-'));
  const [spool, folder] = [join(root, 'made'), join(root, 'Downloads')];
  for (const one of [spool, folder]) mkdirSync(one);
  const send = vi.fn(async (..._sent: unknown[]) => ({}));
  const say = vi.fn();
  const downloads = new Downloads({ send } as unknown as DevTools, spool, folder, { say });
  const begin = (guid: string, url: string, suggestedFilename = 'hosts.csv') =>
    downloads.handle({ method: 'Browser.downloadWillBegin', params: { guid, url, suggestedFilename } });
  const end = (guid: string, state = 'completed') => downloads.handle({ method: 'Browser.downloadProgress', params: { guid, state } });
  const make = (guid: string, text: string) => writeFileSync(join(spool, guid), text);
  return { root, spool, folder, send, say, begin, end, make };
}
const OURS = 'blob:https://patchbay.invalid/1';

test('a file of our page is put into the download folder under a safe name, and the window says where', () => {
  const { folder, spool, say, begin, end, make } = setUp();
  begin('a', OURS, '../../.hosts.csv');
  make('a', 'web1');
  end('a', 'inProgress');
  end('a');
  expect(readFileSync(join(folder, 'hosts.csv'), 'utf8')).toBe('web1');
  expect(say.mock.calls).toEqual([['ok', `Saved as ${join(folder, 'hosts.csv')}`]]);
  expect(readdirSync(spool)).toEqual([]);
});

test('nothing is overwritten', () => {
  const { folder, begin, end, make } = setUp();
  for (const guid of ['a', 'b', 'c']) {
    begin(guid, OURS);
    make(guid, guid);
    end(guid);
  }
  expect(readdirSync(folder).sort()).toEqual(['hosts (2).csv', 'hosts (3).csv', 'hosts.csv']);
  expect(readFileSync(join(folder, 'hosts (3).csv'), 'utf8')).toBe('c');
});

test.each([
  'https://example.org/x.exe',
  'https://patchbay.invalid/assets/a.js',
  'data:text/plain,x',
  'blob:https://patchbay.invalid.example.org/1',
])('5: a download of %s is cancelled, and nothing of it stays', (url) => {
  const { folder, spool, send, say, begin, end, make } = setUp();
  begin('a', url);
  make('a', 'evil');
  end('a');
  expect(send).toHaveBeenCalledWith('Browser.cancelDownload', { guid: 'a' });
  expect([readdirSync(folder), readdirSync(spool), say.mock.calls]).toEqual([[], [], []]);
});

test('a link that was laid in place of the file is not followed', () => {
  const { root, folder, spool, say, begin, end } = setUp();
  writeFileSync(join(root, 'secret'), 'secret');
  symlinkSync(join(root, 'secret'), join(spool, 'a'));
  begin('a', OURS);
  end('a');
  expect([readdirSync(folder), say.mock.calls[0]?.[0]]).toEqual([[], 'bad']);
  expect(existsSync(join(root, 'secret'))).toBe(true);
});

test('an id that is a path is none', () => {
  const { root, begin, end } = setUp();
  writeFileSync(join(root, 'secret'), 'secret');
  begin('../secret', OURS);
  end('../secret');
  expect(existsSync(join(root, 'secret'))).toBe(true);
});

test('one that fails is said', () => {
  const { say, begin, end } = setUp();
  begin('a', OURS);
  end('a', 'canceled');
  expect(say.mock.calls).toEqual([['bad', 'hosts.csv could not be saved']]);
});
