import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CONTENT_SECURITY_POLICY, openBundle } from './bundle.ts';

const root = mkdtempSync(join(tmpdir(), 'patchbay-bundle-'));
mkdirSync(join(root, 'page', 'assets'), { recursive: true });
writeFileSync(join(root, 'secret.txt'), 'secret');
writeFileSync(join(root, 'page', 'index.html'), '<h1>hi</h1>');
writeFileSync(join(root, 'page', 'assets', 'a.js'), '1');
const bundle = openBundle(join(root, 'page'));

test('serves the page and its files with their types', () => {
  expect(Buffer.from(bundle.get('/').body).toString()).toBe('<h1>hi</h1>');
  expect(bundle.get('/').headers['content-type']).toBe('text/html; charset=utf-8');
  expect(bundle.get('/assets/a.js').headers['content-type']).toBe('text/javascript; charset=utf-8');
});

test.each(['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt', '//secret.txt', '/assets', '', '/nothing.js', 'index.html'])(
  'has nothing at %o (item 18)',
  (path) => {
    const served = bundle.get(path);
    expect([served.status, served.body.length]).toEqual([404, 0]);
  },
);

test('sends the policy with every answer, found or not (item 7)', () => {
  for (const path of ['/', '/assets/a.js', '/nothing'])
    expect(bundle.get(path).headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY);
  expect(CONTENT_SECURITY_POLICY).not.toMatch(/unsafe|\*|https?:/);
});
