import { expect, test } from 'vitest';
import { agreeing, bare } from './fingerprint.ts';

const shown = 'SHA256:7kQmD0xJr5yHbUeS1fGpLzV8wNcKtA2oI4hXvE9sRlM';

test('the whole line of ssh-keygen -lf can be pasted', () => {
  expect(bare(`256 ${shown} root@web-01 (ED25519)`)).toBe('7kQmD0xJr5yHbUeS1fGpLzV8wNcKtA2oI4hXvE9sRlM');
  expect(agreeing(`256 ${shown} root@web-01 (ED25519)`, shown)).toBe(43);
});

test('counting stops at the first difference', () => {
  expect(agreeing('SHA256:7kQmD0xJr5yH', shown)).toBe(12);
  expect(agreeing('SHA256:7kQmX0xJr5yHbUeS1fGpLzV8wNcKtA2oI4hXvE9sRlM', shown)).toBe(4);
  expect(agreeing('', shown)).toBe(0);
});
