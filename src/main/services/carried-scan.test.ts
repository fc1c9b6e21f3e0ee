import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { scanQuery } from '../platforms/scan.ts';
import { hostId } from '../store/store.test-kit.ts';
import { scanScript, takeScan } from './carried-scan.ts';
import type { Context } from './context.ts';
import { world, type World } from './vulnerabilities/vulnerabilities.test-kit.ts';

let here: World;
let context: Context;
beforeEach(async () => {
  here = await world(1);
  context = { ...here.context, scanQuery };
});
afterEach(() => here.end());

it.skipIf(!existsSync('/var/lib/dpkg/status'))(
  'the script, run by hand on this computer, makes a scan of a host that is never asked',
  async () => {
    const script = join(here.folder, 'collect.sh');
    const path = join(here.folder, 'web1.scan');
    writeFileSync(script, scanScript({ scanQuery }));
    const ran = spawnSync('sh', [script], { maxBuffer: 32 * 1024 ** 2 });
    writeFileSync(path, ran.stdout);
    here.at(new Date(Date.now() + 60_000).toISOString());
    const taken = await takeScan(context, hostId(1), path);
    const installed = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}\n'], { encoding: 'utf8' }).stdout.split('\n');
    expect(taken).toMatchObject({ ok: true, value: { packages: installed.filter((line) => /^.[^nc]/.test(line)).length } });
    const facts = here.context.store.scans.facts(hostId(1));
    expect(Math.abs(Date.parse(facts?.at ?? '') - Date.now())).toBeLessThan(120_000);
    expect(facts?.facts.clockSkewSeconds).toBeCloseTo(0, 3);
    expect((await here.call('history.list', { search: 'carried' })).map((one) => one.action)).toEqual(['scan.carried']);
    expect(await takeScan(context, hostId(1), path), 'the same file a second time').toMatchObject({
      ok: false,
      problem: { kind: 'conflict' },
    });
    writeFileSync(path, readFileSync(path).subarray(0, ran.stdout.length - 40));
    here.at(new Date(Date.now() + 120_000).toISOString());
    expect((await takeScan(context, hostId(1), path)).ok, 'cut off').toBe(false);
  },
  60_000,
);

it.each([
  ['nothing', ''],
  ['a page', '<!doctype html>'],
  ['a mark and nothing else', `${'a'.repeat(24)} clock\n1760000000.1\n`],
  ['a short mark', 'abc clock\n1760000000.1\nabc end clock 0\nabc done\n'],
])('%s is no scan, and leaves the host as it is', async (_, text) => {
  const path = join(here.folder, 'x.scan');
  writeFileSync(path, text);
  expect(await takeScan(context, hostId(1), path)).toMatchObject({ ok: false, problem: { kind: 'cannot-parse' } });
  expect(here.context.store.scans.facts(hostId(1))).toBeNull();
});

it('a file that is not there, and a host that is not there', async () => {
  expect(await takeScan(context, hostId(1), join(here.folder, 'none'))).toMatchObject({ ok: false, problem: { kind: 'file' } });
  expect(await takeScan(context, 'hostunknown', '/x')).toMatchObject({ ok: false, problem: { kind: 'not-found' } });
});
