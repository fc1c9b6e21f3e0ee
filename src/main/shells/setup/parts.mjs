/**
 * What `npm test` is made of, in this order.
 * - count: how to learn what passed. A "step" is one check that passes or fails by its exit code; vitest and Playwright write a JSON report.
 * - lab: its tests bring up the lab of real hosts, and skip where it cannot run.
 * @typedef {{ name: string, argv: string[], count: 'step' | 'vitest' | 'playwright', build?: boolean, lab?: boolean }} Part
 */

const vitest = (/** @type {string} */ project) => [
  'vitest',
  'run',
  '--project',
  project,
  '--passWithNoTests',
  '--reporter=default',
  '--reporter=json',
];

/** @type {readonly Part[]} */
export const PARTS = [
  { name: 'types', count: 'step', argv: ['node', 'src/main/shells/setup/typecheck.mjs'] },
  {
    name: 'lint',
    count: 'step',
    argv: ['eslint', '.', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '--cache-strategy', 'content'],
  },
  { name: 'format', count: 'step', argv: ['prettier', '--check', '.', '--log-level', 'warn'] },
  { name: 'layers', count: 'step', argv: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src'] },
  { name: 'build', count: 'step', argv: [], build: true },
  { name: 'unit', count: 'vitest', argv: vitest('unit') },
  { name: 'visual', count: 'vitest', argv: vitest('visual') },
  { name: 'window', count: 'vitest', argv: vitest('window') },
  { name: 'lab', count: 'vitest', argv: vitest('lab'), lab: true },
  { name: 'journey', count: 'playwright', argv: ['playwright', 'test', '--pass-with-no-tests', '--reporter=list,json'], lab: true },
];

/**
 * Checks of the sources use one core each and stand beside each other; everything else has the machine to itself.
 * @param {readonly Part[]} parts
 * @returns {Part[][]}
 */
export function inTurn(parts) {
  const isCheck = (/** @type {Part} */ part) => part.count === 'step' && !part.build;
  const checks = parts.filter(isCheck);
  return [...(checks.length ? [checks] : []), ...parts.filter((part) => !isCheck(part)).map((part) => [part])];
}

/**
 * @param {Part} part
 * @param {number} code the exit code
 * @param {string | null} report the JSON report, where one was written
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
export function tally(part, code, report) {
  if (part.count === 'step') return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  const counted = report === null ? { passed: 0, failed: 0, skipped: 0 } : count(part.count, JSON.parse(report));
  // A runner that fails without a failed test (a file that does not load, an unhandled rejection) is a failure too.
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

/** @param {'vitest' | 'playwright'} runner @param {any} report */
function count(runner, report) {
  if (runner === 'playwright')
    return { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky, skipped: report.stats.skipped };
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests };
}
