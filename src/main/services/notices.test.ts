import { expect, test } from 'vitest';
import { ChangeBus } from './change-bus.ts';
import { Notices } from './notices.ts';

test('keeps what was said, in order and bounded, and says that there is something', () => {
  const changes = new ChangeBus();
  const heard: string[] = [];
  changes.on(({ topic }) => heard.push(topic));
  const notices = new Notices(changes);
  for (let i = 1; i <= 25; i++) notices.say('ok', `notice ${i}`);
  expect(notices.newest()).toHaveLength(20);
  expect(notices.newest().at(-1)).toEqual({ seq: 25, tone: 'ok', text: 'notice 25' });
  expect(heard).toEqual(Array(25).fill('notices'));
});
