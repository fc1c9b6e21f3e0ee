import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

/** What a workflow may do, read from the files themselves. */
const folder = join(import.meta.dirname, '../../.github/workflows');
interface Job {
  readonly permissions?: Record<string, string>;
  readonly steps: {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Record<string, unknown>;
    readonly env?: Record<string, string>;
  }[];
}
const workflows = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  return { file, text, ...(parse(text) as { permissions: unknown; jobs: Record<string, Job> }) };
});
const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
const release = workflows.find(({ file }) => file === 'release.yml');

test('every action is pinned by the hash of a commit, with its version beside it', () => {
  const lines = workflows.flatMap(({ text }) => text.split('\n').filter((line) => /^\s*-? *uses:/.test(line)));
  expect(lines.length).toBeGreaterThan(4);
  expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test('by default a workflow may read, and no checkout leaves its token behind', () => {
  expect(workflows.map(({ permissions }) => permissions)).toEqual(workflows.map(() => ({ contents: 'read' })));
  const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual(checkouts.map(() => false));
});

test('packages are installed without their scripts', () => {
  const installs = steps.flatMap(({ run }) => run ?? []).filter((run) => /npm (ci|install|i)\b/.test(run));
  expect(installs).toEqual(installs.map(() => 'npm ci --ignore-scripts'));
});

test('what builds cannot publish, and what publishes builds nothing', () => {
  const { build, publish } = release?.jobs ?? {};
  expect(build?.permissions).toBeUndefined();
  expect(build?.steps.filter(({ run }) => run?.includes('electron-builder')).map(({ run }) => run)).toEqual([
    expect.stringContaining('--publish=never'),
  ]);
  expect(publish?.permissions).toEqual({ contents: 'write', 'id-token': 'write', attestations: 'write' });
  expect(publish?.steps.filter(({ run }) => /\b(npm|npx|node)\b/.test(run ?? ''))).toEqual([]);
});

test('a release has its provenance, its fuses read back, and an Electron in support', () => {
  const text = JSON.stringify(release?.jobs);
  for (const part of ['attest-build-provenance', 'e2e/package/fuses.ts', 'e2e/package/electron-support.ts']) expect(text).toContain(part);
});

test('no name from outside gets into a command: what a tag or a branch is called comes as an environment variable', () => {
  expect(steps.filter(({ run }) => /\$\{\{\s*(github|inputs|secrets)/.test(run ?? ''))).toEqual([]);
});
