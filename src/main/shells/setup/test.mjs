/** `npm test`: sets up what is missing, runs every part, prints one line of sums. `npm test -- lint unit` runs the parts named. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, ensureBrowser, isDebian } from './browser.mjs';
import { ensureBuilt } from './build.mjs';
import { labRefusal } from './demo.mjs';
import { inTurn, PARTS, tally } from './parts.mjs';
import { isRoot, ROOT, run, say, which } from './project.mjs';
import { entry, setUp } from './set-up.mjs';

const RESULTS = join(ROOT, 'test-results');
/** Of a failing part's output, this many last lines are shown; the rest is in test-results/. */
const SHOWN = 300;

entry(async () => {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !PARTS.some((part) => part.name === name));
  if (unknown) throw new Error(`There is no part "${unknown}"; there are ${PARTS.map((part) => part.name).join(', ')}.`);
  const parts = PARTS.filter((part) => named.length === 0 || named.includes(part.name));
  const { node, env } = await setUp({ build: false });
  mkdirSync(RESULTS, { recursive: true });
  await ensureWindowTools(parts);
  const refusal = labRefusal();
  if (refusal && parts.some((part) => part.lab)) say(`Tests on real hosts are skipped: ${refusal}.`);
  const sums = { passed: 0, failed: 0, skipped: 0 };
  for (const group of inTurn(parts)) {
    for (const result of await Promise.all(group.map((part) => runPart(part, node, env)))) {
      sums.passed += result.passed;
      sums.failed += result.failed;
      sums.skipped += result.skipped;
    }
  }
  process.stdout.write(`${sums.passed} passed, ${sums.failed} failed${sums.skipped > 0 ? `, ${sums.skipped} skipped` : ''}\n`);
  return sums.failed > 0 || sums.passed === 0 ? 1 : 0;
});

/** @param {import('./parts.mjs').Part} part @param {string} node @param {NodeJS.ProcessEnv} env */
async function runPart(part, node, env) {
  const started = Date.now();
  const { code, output, report } = await carryOut(part, node, env);
  const result = tally(part, code, report);
  writeFileSync(join(RESULTS, `${part.name}.log`), output);
  if (result.failed > 0) say(output.split('\n').slice(-SHOWN).join('\n'));
  const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : '';
  say(
    `${part.name.padEnd(8)} ${result.passed} passed, ${result.failed} failed${skipped} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
  return result;
}

/**
 * @param {import('./parts.mjs').Part} part
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ code: number, output: string, report: string | null }>}
 */
async function carryOut(part, node, env) {
  if (part.build) return build(node);
  const file = join(RESULTS, `${part.name}.json`);
  rmSync(file, { force: true });
  const [command = '', ...args] = part.count === 'vitest' ? [...part.argv, `--outputFile.json=${file}`] : part.argv;
  const { code, output } = await run(command, args, { env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
  return { code, output, report: existsSync(file) ? readFileSync(file, 'utf8') : null };
}

/** @param {string} node */
async function build(node) {
  try {
    await ensureBuilt(node);
    return { code: 0, output: '', report: null };
  } catch (error) {
    return { code: 1, output: String(error), report: null };
  }
}

/** What a printed report is looked at with. Where it cannot be installed, that test is skipped and says so. */
async function ensurePdfTools(/** @type {readonly import('./parts.mjs').Part[]} */ parts) {
  if (!parts.some((part) => part.name === 'unit') || (which(['qpdf']) && which(['pdftotext']))) return;
  if (isRoot && isDebian()) await aptInstall(['qpdf', 'poppler-utils'], 'Printed reports are checked with qpdf and poppler.');
  else say('The test of printed reports is skipped: it needs qpdf and poppler (apt-get install qpdf poppler-utils).');
}

/** A browser, and a display that needs no screen. Where they cannot be installed, the tests that need them skip and say so. */
async function ensureWindowTools(/** @type {readonly import('./parts.mjs').Part[]} */ parts) {
  if (!parts.some((part) => ['unit', 'visual', 'window', 'journey'].includes(part.name))) return;
  await ensureBrowser();
  await ensurePdfTools(parts);
  if (which(['Xvfb']) && which(['xdotool'])) return;
  if (isRoot && isDebian()) await aptInstall(['xvfb', 'xdotool'], 'The window is tested on a display without a screen.');
  else say('Tests of a headed window are skipped: they need Xvfb and xdotool (apt-get install xvfb xdotool).');
}
