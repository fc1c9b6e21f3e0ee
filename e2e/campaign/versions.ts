import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[] }[];
}

const TOOLS = [
  ['dpkg', 'dpkg --version'],
  ['rpm', 'rpm --version'],
  ['vercmp', 'pacman --version | grep -o "Pacman v[0-9.]*"'],
] as const;

/** The tests of the version orders, each with `pairs` random pairs against the real tool. Answers the exit code. */
export function versions(pairs: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-versions-'));
  try {
    const out = join(folder, 'report.json');
    const args = ['vitest', 'run', '--project', 'unit', 'src/shared/domain/versions', '--reporter=json', `--outputFile=${out}`];
    const ended = spawnSync('npx', args, { env: { ...process.env, PATCHBAY_VERSION_PAIRS: String(pairs) }, encoding: 'utf8' });
    const tests = (JSON.parse(readFileSync(out, 'utf8')) as Report).testResults.flatMap((file) => file.assertionResults);
    keep(pairs, tests);
    return ended.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(pairs: number, tests: Report['testResults'][number]['assertionResults']): void {
  const rows = TOOLS.map(([tool, command]) => {
    const test = tests.find((one) => one.fullName.includes(`against the real ${tool} `));
    const said = spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout.split('\n')[0]?.trim() || 'not installed';
    const outcome =
      test?.status === 'passed' ? 'no difference' : test?.status === 'failed' ? 'DIFFERS: run it again for the pairs' : 'not run';
    return `| ${tool} | ${said} | ${pairs} | ${outcome} |`;
  });
  const text = [
    '# Version orders against the real tools',
    '',
    `Made by \`npm run campaign -- versions ${pairs}\`. Random pairs that differ little; each order must come out as the tool's.`,
    '',
    '| tool | its version | pairs | outcome |',
    '|---|---|--:|---|',
    ...rows,
    '',
  ].join('\n');
  const folder = fileURLToPath(new URL('../../docs/campaigns/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'versions.md'), text);
  console.log(text);
}
