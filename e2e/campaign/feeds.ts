import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Test {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
  readonly duration?: number;
}
interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly Test[] }[];
}

const FILES = [
  'src/main/feeds/feeds.test.ts',
  'src/main/feeds/feed-chunks.test.ts',
  'src/shared/domain/matching/package-lists.test.ts',
  'src/shared/domain/matching/windows/list.test.ts',
  'src/shared/domain/purl/purl.test.ts',
  'src/shared/domain/vex/vex.test.ts',
];

/** The fuzz tests of every parser of feeds and of lists, with so many inputs each from a new seed. Answers the exit code. */
export function feedsCampaign(inputs: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-feeds-'));
  try {
    const out = join(folder, 'report.json');
    const how = ['--testNamePattern=whatever', '--testTimeout=7200000', '--reporter=json', `--outputFile=${out}`];
    const args = ['vitest', 'run', '--project', 'unit', ...FILES, ...how];
    const ended = spawnSync('npx', args, { env: { ...process.env, PATCHBAY_FUZZ_RUNS: String(inputs) }, encoding: 'utf8' });
    const tests = (JSON.parse(readFileSync(out, 'utf8')) as Report).testResults.flatMap((file) => file.assertionResults);
    keep(
      inputs,
      tests.filter((test) => test.title.startsWith('whatever') && ['passed', 'failed'].includes(test.status)),
    );
    return ended.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(inputs: number, tests: readonly Test[]): void {
  const rows = tests.map((test) => {
    const outcome = test.status === 'passed' ? 'rows or a problem each time' : 'WRONG: run it again for the input';
    return `| ${test.ancestorTitles.at(-1) ?? ''} | ${inputs} | ${((test.duration ?? 0) / inputs).toFixed(2)} | ${outcome} |`;
  });
  const text = [
    '# Mangled feeds and lists',
    '',
    `Made by \`npm run campaign -- feeds ${inputs}\`. A real sample of each is cut, filled with brackets, quotes, control characters, half characters and strange numbers, and read in pieces of any size. Wrong is: anything thrown, a wrong type, an input without an outcome.`,
    '',
    '| parser: sample | inputs | ms each | outcome |',
    '|---|--:|--:|---|',
    ...rows.sort(),
    '',
  ].join('\n');
  const folder = fileURLToPath(new URL('../../docs/campaigns/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'feeds.md'), text);
  console.log(text);
}
