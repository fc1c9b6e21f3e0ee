import { expect, test } from 'vitest';
import { externalPage } from './external.ts';

test.each([
  'https://github.com/patchbay/patchbay',
  'https://security-tracker.debian.org/tracker/CVE-2026-1',
  'https://ubuntu.com/security/notices',
])('15: %s may be opened in the browser of the person', (url) => {
  expect(externalPage(url)).toBe(url);
});

test.each([
  'http://github.com/patchbay/patchbay',
  'https://github.com/someone/else',
  'https://github.com/patchbay/patchbay-evil',
  'https://github.com/patchbay/patchbay/../../evil/x',
  'https://github.com.example.org/patchbay/patchbay',
  'https://github.com@example.org/patchbay/patchbay',
  'https://user:pass@github.com/patchbay/patchbay',
  'https://github.com:8443/patchbay/patchbay',
  'file:///etc/passwd',
  'smb://server/share',
  'ms-msdt:/id',
  'javascript:alert(1)',
  'ssh://web1',
  'nonsense',
  '',
  `https://github.com/patchbay/patchbay/${'x'.repeat(3000)}`,
])('15: %o is refused', (url) => {
  expect(externalPage(url)).toBeNull();
});
