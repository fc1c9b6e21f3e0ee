import { describe, expect, it } from 'vitest';
import { Handshake, type Step } from './handshake.ts';
import { Secret } from './transport.ts';

const token = 'patchbay-0123';
const prompt = `${token}:password`;
const password = new Secret('hunter2');

/** The last step that is not "wait", after hearing all of this. */
function hear(said: readonly string[], entered: Secret | null = password, orAsUser = false): Step[] {
  const handshake = new Handshake(token, 'anna', '192.0.2.7', { password: entered, orAsUser });
  return said.map((text) => handshake.hear(Buffer.from(text)));
}
const last = (...args: Parameters<typeof hear>): Step | undefined => hear(...args).at(-1);

describe('the talk with sudo', () => {
  it('sends the script when the shell is ready, and not before', () => {
    expect(hear(['sudo: a password is required\n', prompt, `\n${token}:rea`, 'dy']).map((step) => step.do)).toEqual([
      'wait',
      'answer',
      'wait',
      'send',
    ]);
  });

  it('answers once, and takes a second prompt for a wrong password', () => {
    const steps = hear(['We trust you have received the usual lecture\n', prompt, '\nEntschuldigung, bitte nochmal.\n', prompt]);
    expect(steps.map((step) => step.do)).toEqual(['wait', 'answer', 'wait', 'stop']);
    expect(steps.at(-1)).toMatchObject({ problem: { kind: 'sudo-password-wrong', user: 'anna' } });
  });

  it('knows a wrong password where sudo asks only once', () => {
    expect(last([prompt, `\nsudo: 1 incorrect password attempt\n${token}:refused`])).toMatchObject({
      problem: { kind: 'sudo-password-wrong' },
    });
  });

  it('asks for a password that nobody has entered, also where less would do', () => {
    for (const orAsUser of [true, false]) {
      expect(last([`sudo: a password is required\n${token}:refused`], null, orAsUser)).toMatchObject({
        problem: { kind: 'secret-needed', secret: 'sudo-password', forWhat: 'anna on 192.0.2.7' },
      });
    }
  });

  it.each([
    ['is not in the sudoers file', `${prompt}anna is not in the sudoers file.\n`],
    ['must have a tty', 'sudo: sorry, you must have a tty to run sudo\n'],
    ['not installed', 'sudo is not installed\n'],
  ])('quotes sudo where it refuses: %s', (words, said) => {
    expect(last([`${said}${token}:refused`])).toMatchObject({
      problem: { kind: 'sudo-refused', user: 'anna', detail: expect.stringContaining(words) },
    });
    expect(last([`${said}${token}:refused`], password, true)).toEqual({
      do: 'send',
      as: 'user',
      denied: { kind: 'sudo-refused', user: 'anna', detail: expect.stringContaining(words) },
    });
  });

  it('asks the wrapper without a password, and says why it was not let in', () => {
    const hearing = (said: string, orAsUser: boolean): Step =>
      new Handshake(token, 'anna', 'h', { password: null, orAsUser, wrapper: true }).hear(Buffer.from(said));
    expect(hearing('patchbay-root:1:ready\n', false)).toEqual({ do: 'send', as: 'root', denied: null });
    const refused = `sudo: a password is required\n${token}:refused`;
    expect(hearing(refused, false)).toMatchObject({ problem: { kind: 'wrapper-refused', why: 'sudo: a password is required' } });
    expect(hearing(refused, true)).toMatchObject({ do: 'send', as: 'user', denied: { kind: 'wrapper-refused' } });
  });

  it('listens to a long lecture without end, and without keeping it', () => {
    const handshake = new Handshake(token, 'anna', 'h', { password, orAsUser: false });
    for (let index = 0; index < 2000; index++) expect(handshake.hear(Buffer.alloc(4096, 'x')).do).toBe('wait');
    expect(handshake.hear(Buffer.from(`${token}:ready`)).do).toBe('send');
  });
});
